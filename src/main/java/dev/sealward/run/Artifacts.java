package dev.sealward.run;

import static dev.sealward.access.Level.READ;
import static dev.sealward.access.Level.WRITE;

import dev.sealward.access.ForAnyone;
import dev.sealward.access.Needs;
import dev.sealward.access.NeedsGrant;
import dev.sealward.access.Permission;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.guard.WayOut;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.RunId;
import dev.sealward.redaction.Finding;
import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.Redactor;
import dev.sealward.run.content.ContentLimits;
import dev.sealward.run.content.ContentMasking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The files that runs leave behind (ST-SEC-005): an entity streams one in, people and entities with
 * a policy read it masked, an operator deletes it.
 *
 * <p>Guarantees: no byte reaches the disk before it has been through the redaction engine; an
 * artifact is there whole, with its audit row, or not at all, whenever the process ends; its name
 * is checked for secrets; what is read is what was stored, masked again by what is known by then,
 * or a refusal and an alert. What masking covers of which files, and what not, {@link
 * ContentMasking} says.
 *
 * <p>An artifact is never replaced: sending the same again is answered as if it had been stored
 * now, another of the same name is refused. Thread-safe.
 */
@ApplicationScoped
public class Artifacts {
  static final int MAX_PAGE = 1_000;
  private static final long DEFAULT_MAX_BYTES = 1L << 30;
  private static final Logger LOG = Logger.getLogger(Artifacts.class.getName());

  private final ArtifactRows rows;
  private final ArtifactFiles files;
  private final Guard guard;
  private final ArtifactReading reading;
  private final Guesses guesses;
  private final AuditTrail audit;
  private final ContentLimits limits;
  private final UploadSlots uploads = new UploadSlots(24, 16, 4);

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Artifacts() {
    this.rows = null;
    this.files = null;
    this.guard = null;
    this.reading = null;
    this.guesses = null;
    this.audit = null;
    this.limits = null;
  }

  @Inject
  Artifacts(
      ArtifactRows rows,
      ArtifactFiles files,
      Guard guard,
      ArtifactReading reading,
      Guesses guesses,
      AuditTrail audit,
      Config config) {
    this.rows = rows;
    this.files = files;
    this.guard = guard;
    this.reading = reading;
    this.guesses = guesses;
    this.audit = audit;
    this.limits = limits(config);
  }

  private static ContentLimits limits(Config config) {
    return new ContentLimits(
        config
            .getOptionalValue("sealward.artifact.max.bytes", Long.class)
            .orElse(DEFAULT_MAX_BYTES),
        isMasked(config, "sealward.artifact.archives"),
        isMasked(config, "sealward.artifact.binaries"));
  }

  /** Whatever is not understood is refused: the launcher has checked it for those who ask it. */
  private static boolean isMasked(Config config, String setting) {
    return config.getOptionalValue(setting, String.class).orElse("mask").equals("mask");
  }

  /** The most bytes one artifact takes. */
  @ForAnyone("A limit of the installation.")
  public long maxBytes() {
    return limits.maxBytes();
  }

  /**
   * Masks a file while it comes in and stores it. Refused before anything is read if the run takes
   * nothing, the name is not fit or nothing can be masked now.
   */
  @NeedsGrant(WRITE)
  @Transactional(Transactional.TxType.NOT_SUPPORTED)
  public StoredArtifact store(
      Caller entityCaller, ProjectId project, RunId run, String name, InputStream body) {
    uploads.take(entityCaller);
    try {
      rows.requireOpen(entityCaller, project, run);
      ArtifactName valid = ArtifactName.of(name);
      guard.refusePlaintext(entityCaller, "name", name);
      Redactor redactor = guard.redactor(entityCaller.tenant());
      UUID id = UUID.randomUUID();
      rows.announce(id);
      try {
        MaskedFile file =
            MaskedFile.write(
                files,
                id,
                new ContentMasking(
                    redactor, limits, files.unfinished(id), found -> count(entityCaller, found)),
                guard.arriving(entityCaller.tenant(), body));
        guesses.look(entityCaller);
        return rows.name(entityCaller, project, run, valid, file);
      } catch (RedactionFailure failure) {
        rows.drop(id);
        reading.notMasked(entityCaller, run);
        throw refused(entityCaller, run, Guard.couldNotMask());
      } catch (Refused refusal) {
        rows.drop(id);
        throw refused(entityCaller, run, refusal);
      } catch (IOException failure) {
        if (!rows.drop(id)) {
          throw refused(entityCaller, run, ArtifactRows.tooSlow());
        }
        // Its message may name the file, which nobody outside has to know.
        LOG.log(Level.WARNING, "Storing an artifact failed: {0}", failure.getClass().getName());
        throw refused(entityCaller, run, notStored());
      } catch (RuntimeException | Error defect) {
        // It may have struck where the file was being masked: who watches has to know.
        rows.drop(id);
        reading.notMasked(entityCaller, run);
        throw defect;
      }
    } finally {
      uploads.release(entityCaller);
    }
  }

  private void count(Caller entity, Finding found) {
    guard.count(entity.tenant(), WayOut.ARTIFACT, List.of(found));
    guesses.note(entity, List.of(found));
  }

  private Refused refused(Caller caller, RunId run, Refused refusal) {
    audit.recordRefusal(
        caller, Action.ARTIFACT_STORED, ProjectAccess.target(run), refusal.remedy().code());
    return refusal;
  }

  private static Refused notStored() {
    return Refused.unavailable(
        "ARTIFACT_NOT_STORED",
        "The disk that keeps artifacts failed; nothing was stored.",
        "Check its free space and health, then send the file again.");
  }

  /**
   * A run's artifacts by name, at most {@code limit}, from after the one whose name or id is {@code
   * after}.
   */
  @NeedsGrant(value = READ, people = Permission.SEE_RUNS)
  @Redacted
  public ArtifactPage list(
      Caller caller, ProjectId project, RunId run, @Nullable String after, int limit) {
    return rows.page(caller, project, run, after, Math.max(1, Math.min(limit, MAX_PAGE)));
  }

  /** An artifact by its name or its id. */
  @NeedsGrant(value = READ, people = Permission.SEE_RUNS)
  @Redacted
  public ArtifactView get(Caller caller, ProjectId project, RunId run, String name) {
    return rows.find(caller, project, run, name);
  }

  /**
   * Opens an artifact, by its name or its id, for reading, after its bytes were found to be those
   * that were stored. It has to be closed.
   *
   * @throws Refused {@code ARTIFACT_GONE} when its file is missing, {@code ARTIFACT_CHANGED}, with
   *     an alert, when it holds anything else than what was stored, {@code UPLOADS_BUSY} while too
   *     many downloads are on their way
   */
  @NeedsGrant(value = READ, people = Permission.SEE_RUNS)
  @Transactional(Transactional.TxType.NOT_SUPPORTED)
  public ArtifactContent open(Caller caller, ProjectId project, RunId run, String name) {
    return reading.open(caller, project, run, name);
  }

  /** Deletes an artifact, by its name or its id; its file goes after the commit. */
  @Needs(Permission.MANAGE_PROJECTS)
  public void delete(Caller operator, ProjectId project, RunId run, String name) {
    rows.delete(operator, project, run, name);
  }
}
