package dev.sealward.web;

import dev.sealward.backup.BackupProgress;
import dev.sealward.backup.BackupSchedule;
import dev.sealward.backup.BackupView;
import dev.sealward.backup.Backups;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /settings/backup}: the backups made here, and making one. */
@Named
@RequestScoped
public class BackupPage {
  private final Visit visit;
  private final Backups backups;
  private final BackupSchedule schedule;
  private final SecretField passphrase = new SecretField();
  private final SecretField again = new SecretField();
  private @Nullable List<BackupView> rows;
  private @Nullable BackupProgress job;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected BackupPage() {
    this(null, null, null);
  }

  @Inject
  BackupPage(Visit visit, Backups backups, BackupSchedule schedule) {
    this.visit = visit;
    this.backups = backups;
    this.schedule = schedule;
  }

  public void load() {
    getRows();
    job = backups.progress(visit.caller()).orElse(null);
  }

  public List<BackupView> getRows() {
    if (rows == null) {
      rows = backups.list(visit.caller());
    }
    return rows;
  }

  /** The job that runs, or ended last. */
  public @Nullable BackupProgress getJob() {
    return job;
  }

  public boolean isRunning() {
    return job != null && job.running();
  }

  public String getJobTitle() {
    return job == null
        ? ""
        : switch (job.kind()) {
          case MAKE -> "Making " + job.subject();
          case VERIFY -> "Checking " + job.subject();
          case RESTORE -> "Restoring " + job.subject();
        };
  }

  public boolean isRecoverable() {
    return backups.hasRecoveryKey();
  }

  public void make() {
    visit.attempt(
        () -> {
          passphrase.requireSame(again, "passphrase");
          char[] typed = passphrase.take();
          try {
            backups.make(visit.caller(), typed);
          } finally {
            Arrays.fill(typed, '\0');
            again.forget();
          }
          visit.goTo("/settings/backup");
        });
  }

  /** {@code 12.3 MB}. */
  public String size(long bytes) {
    return Numbers.bytes(bytes);
  }

  public String opensWith(BackupView backup) {
    return switch (backup.protection()) {
      case PASSPHRASE -> "Passphrase";
      case RECOVERY -> "Recovery key";
      case BOTH -> "Recovery key or passphrase";
    };
  }

  /** {@code key version 1}, {@code key versions 1, 2}. */
  public String keyVersions(BackupView backup) {
    return backup.keyVersions().stream()
        .map(String::valueOf)
        .collect(
            Collectors.joining(
                ", ", backup.keyVersions().size() == 1 ? "key version " : "key versions ", ""));
  }

  /** How a backup stands. */
  public Pill pill(BackupView backup) {
    if (!backup.present()) {
      return new Pill("is-bad", "error", "File missing");
    }
    if (backup.verification() != null) {
      return new Pill("is-bad", "error", "Damaged");
    }
    return backup.verifiedAt() == null
        ? new Pill("", "circle", "Not yet")
        : new Pill("is-ok", "ok", "Whole");
  }

  /** What is made without anybody asking. */
  public String getSchedule() {
    return schedule
        .every()
        .map(
            every ->
                "One is made "
                    + words(every)
                    + " to the recovery key; the newest "
                    + schedule.keep()
                    + " of those are kept.")
        .orElse("None is made by itself: SEALWARD_BACKUP_EVERY=P1D would make one a day.");
  }

  private static String words(Duration every) {
    if (every.toHours() < 1) {
      return each(every.toMinutes(), "minute");
    }
    return every.toHours() % 24 == 0 ? each(every.toDays(), "day") : each(every.toHours(), "hour");
  }

  private static String each(long count, String unit) {
    return count == 1 ? "every " + unit : "every " + count + " " + unit + "s";
  }

  public SecretField getPassphrase() {
    return passphrase;
  }

  public SecretField getAgain() {
    return again;
  }
}
