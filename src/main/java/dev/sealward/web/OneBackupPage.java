package dev.sealward.web;

import dev.sealward.backup.BackupView;
import dev.sealward.backup.Backups;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /settings/backup/{backup}/verify} and {@code /delete}: one backup. */
@Named
@RequestScoped
public class OneBackupPage {
  private final Visit visit;
  private final Backups backups;
  private final SecretField key = new SecretField();
  private @Nullable BackupView backup;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected OneBackupPage() {
    this(null, null);
  }

  @Inject
  OneBackupPage(Visit visit, Backups backups) {
    this.visit = visit;
    this.backups = backups;
  }

  private UUID id() {
    return BackupDownload.id(visit.part("backup"));
  }

  public void load() {
    getBackup();
  }

  public void loadToDelete() {
    load();
    visit.confirmFirst();
  }

  public BackupView getBackup() {
    if (backup == null) {
      backup = backups.get(visit.caller(), id());
    }
    return backup;
  }

  /** What has to be typed. */
  public String getOpener() {
    return switch (getBackup().protection()) {
      case PASSPHRASE -> "Passphrase";
      case RECOVERY -> "Recovery key";
      case BOTH -> "Recovery key or passphrase";
    };
  }

  public void verify() {
    char[] typed = key.take();
    try {
      visit.attempt(
          () -> {
            backups.verify(visit.caller(), id(), typed);
            visit.goTo("/settings/backup");
          });
    } finally {
      Arrays.fill(typed, '\0');
    }
  }

  public void delete() {
    visit.attempt(
        () -> {
          backups.delete(visit.caller(), id());
          visit.say("The backup is deleted.");
          visit.goTo("/settings/backup");
        });
  }

  public SecretField getKey() {
    return key;
  }
}
