package dev.sealward.web;

import dev.sealward.access.SetUp;
import dev.sealward.access.SetUp.Step;
import dev.sealward.backup.BackupProgress;
import dev.sealward.backup.RestoreFile;
import dev.sealward.backup.Restores;
import dev.sealward.keys.KeySource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /setup/restore}: a backup in place of a new master key and account. */
@Named
@RequestScoped
public class RestorePage {
  private final Visit visit;
  private final SetUp setUp;
  private final SetUpProgress progress;
  private final Restores restores;

  private final SecretField opener = new SecretField();
  private final SecretField passphrase = new SecretField();
  private final SecretField again = new SecretField();
  private @Nullable List<RestoreFile> files;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected RestorePage() {
    this(null, null, null, null);
  }

  @Inject
  RestorePage(Visit visit, SetUp setUp, SetUpProgress progress, Restores restores) {
    this.visit = visit;
    this.setUp = setUp;
    this.progress = progress;
    this.restores = restores;
  }

  /** Sends those away who have not typed the code, or are past this. */
  public void arrive() {
    if (setUp.isComplete()) {
      visit.goTo("/sign-in");
    } else if (setUp.next(progress.codeAccepted()) != Step.KEY) {
      visit.goTo("/setup");
    }
  }

  public List<RestoreFile> getFiles() {
    if (files == null) {
      files = restores.files();
    }
    return files;
  }

  /** Whether the file is the one chosen: what was sent, else the first. */
  public boolean isChosen(RestoreFile file) {
    String sent = visit.query("file").orElse("");
    return sent.isEmpty() ? file.equals(getFiles().get(0)) : sent.equals(file.name());
  }

  /** The restore that runs or ran; null when none was begun. */
  public @Nullable BackupProgress getJob() {
    return restores.progress().orElse(null);
  }

  public boolean isRunning() {
    BackupProgress job = getJob();
    return job != null && job.running();
  }

  public void restore() {
    visit.attempt(
        () -> {
          KeySource source = KeySource.parse(visit.query("source").orElse(""));
          if (source == KeySource.PASSPHRASE) {
            passphrase.requireSame(again, "passphrase");
          }
          char[] key = opener.take();
          char[] typed = passphrase.take();
          try {
            restores.begin(
                progress.codeAccepted(),
                visit.query("file").orElse(null),
                key,
                source,
                source == KeySource.PASSPHRASE ? typed : new char[0],
                visit.address());
          } finally {
            Arrays.fill(key, '\0');
            Arrays.fill(typed, '\0');
            again.forget();
          }
          visit.goTo("/setup/restore");
        });
  }

  public SecretField getOpener() {
    return opener;
  }

  public SecretField getPassphrase() {
    return passphrase;
  }

  public SecretField getAgain() {
    return again;
  }
}
