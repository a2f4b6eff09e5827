package dev.sealward.run;

import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.guard.Guard;
import dev.sealward.guard.WayOut;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.RunId;
import dev.sealward.redaction.Redactor;
import dev.sealward.run.content.ContentLimits;
import dev.sealward.run.content.ContentMasking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Stored artifacts on their way out: only what was stored, and masked once more, archives taken
 * apart again, since values may have become known since.
 */
@ApplicationScoped
class ArtifactReading {
  private static final Logger LOG = Logger.getLogger(ArtifactReading.class.getName());

  private final ArtifactRows rows;
  private final ArtifactFiles files;
  private final Guard guard;
  private final Alerts alerts;
  private final UploadSlots downloads = new UploadSlots(32, 24, 8);
  private final UploadSlots archives = new UploadSlots(12, 8, 2);

  @Inject
  ArtifactReading(ArtifactRows rows, ArtifactFiles files, Guard guard, Alerts alerts) {
    this.rows = rows;
    this.files = files;
    this.guard = guard;
    this.alerts = alerts;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  ArtifactReading() {
    this(null, null, null, null);
  }

  /** As {@link Artifacts#open}. */
  ArtifactContent open(Caller caller, ProjectId project, RunId run, String name) {
    ArtifactView artifact = rows.find(caller, project, run, name);
    Redactor redactor = guard.redactor(caller.tenant());
    if (guard.holdsSecret(caller.tenant(), artifact.name())) {
      throw nameIsSecret();
    }
    // Before the file is read: to hash it costs as much as to send it.
    UploadSlots.Held slot = downloads.hold(caller);
    ArtifactContent content =
        new ArtifactContent(
            artifact,
            files.whole(artifact.id()),
            redactor,
            () -> guard.redactor(caller.tenant()),
            (stored, out) -> takenApart(caller, redactor, stored, out),
            slot,
            () -> notMasked(caller, run));
    boolean opened = false;
    try {
      opened = isAsStored(content);
    } finally {
      if (!opened) {
        slot.close();
      }
    }
    if (opened) {
      return content;
    }
    alertChanged(caller, artifact.id(), run);
    throw Refused.conflict(
        "ARTIFACT_CHANGED",
        "The file of this artifact is not what was stored, so it is held back.",
        "Find out who can write to the artifacts' folder, then delete this artifact.");
  }

  private static boolean isAsStored(ArtifactContent content) {
    try {
      return content.isAsStored();
    } catch (NoSuchFileException missing) {
      throw gone();
    } catch (IOException unreadable) {
      LOG.log(Level.WARNING, "Reading an artifact failed: {0}", unreadable.getClass().getName());
      return false;
    }
  }

  /** Its members may have to wait on the disk: what is left of them goes as an upload's does. */
  private void takenApart(Caller caller, Redactor redactor, InputStream stored, OutputStream out)
      throws IOException {
    archives.take(caller);
    try {
      files.requireRoom();
      UUID scratch = UUID.randomUUID();
      rows.announce(scratch);
      try {
        files.makeFolder(scratch);
        new ContentMasking(
                redactor,
                ContentLimits.OF_STORED,
                files.unfinished(scratch),
                found -> {},
                () -> guard.redactor(caller.tenant()))
            .mask(stored, out);
      } finally {
        rows.drop(scratch);
      }
    } finally {
      archives.release(caller);
    }
  }

  /** Tells of an artifact that could not be masked, on its way in or out. */
  void notMasked(Caller caller, RunId run) {
    guard.countFailures(WayOut.ARTIFACT, 1);
    guard.reportFailure(caller, ProjectAccess.target(run), "an artifact");
  }

  /** Its name would leave as it is, in a header. */
  private static Refused nameIsSecret() {
    return Refused.conflict(
        "ARTIFACT_NAME_IS_SECRET",
        "The name of this artifact is, or holds, what was stored as a secret since.",
        "Delete this artifact, and store the file under another name.");
  }

  /** One open alert an artifact is enough, however often it is asked for. */
  private void alertChanged(Caller caller, UUID id, RunId run) {
    alerts.raiseUnlessOpen(
        caller, AlertKind.ARTIFACT_CHANGED, "artifact " + id, "artifact " + id + " of run " + run);
  }

  private static Refused gone() {
    return Refused.of(
        Refused.Kind.MISSING,
        Remedy.of(
            "ARTIFACT_GONE",
            "The file of this artifact is not on this machine: backups hold the list of artifacts,"
                + " not their bytes.",
            "Copy the artifacts' folder from where it was, or delete this artifact."));
  }
}
