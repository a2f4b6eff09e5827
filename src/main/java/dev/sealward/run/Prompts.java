package dev.sealward.run;

import dev.sealward.access.Level;
import dev.sealward.access.NeedsGrant;
import dev.sealward.access.Permission;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.guard.WayOut;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.function.Supplier;

/**
 * What runs send to a model (ST-SEC-005): an entity hands a prompt in and gets it back masked, to
 * send that; people, and entities with a policy, read it masked.
 *
 * <p>Guarantees: what is answered is what is stored, and both are masked; when masking fails
 * nothing is answered, a placeholder keeps the prompt's place and an alert is raised. Does not
 * protect against a runner that sends the model something else.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class Prompts {
  public static final int MAX_BYTES = PromptJson.MAX_BYTES;
  static final int MAX_PAGE = 200;

  private final PromptRows rows;
  private final Guard guard;
  private final UploadSlots uploads = new UploadSlots(16, 4);

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Prompts() {
    this(null, null);
  }

  @Inject
  Prompts(PromptRows rows, Guard guard) {
    this.rows = rows;
    this.guard = guard;
  }

  /**
   * Masks a prompt and stores it.
   *
   * @param json reads any JSON value in UTF-8, at most {@link #MAX_BYTES}; asked once the run can
   *     take it
   */
  @NeedsGrant(Level.WRITE)
  @Transactional(Transactional.TxType.NOT_SUPPORTED)
  public StoredPrompt store(
      Caller entityCaller, ProjectId project, RunId run, Supplier<byte[]> json) {
    uploads.take(entityCaller);
    try {
      rows.requireOpen(entityCaller, project, run);
      guard.requireLoaded(entityCaller.tenant());
      PromptJson prompt = PromptJson.parse(json.get());
      // After it has arrived: what was stored before then is known.
      PromptJson.Masked masked = prompt.masked(guard.redactor(entityCaller.tenant()));
      int number = rows.add(entityCaller, project, run, masked);
      guard.count(entityCaller.tenant(), WayOut.PROMPT, masked.found());
      return new StoredPrompt(number, masked.found().size(), masked.text());
    } catch (PromptJson.NotMasked failure) {
      guard.countFailures(WayOut.PROMPT, 1);
      guard.reportFailure(entityCaller, ProjectAccess.target(run), "a prompt");
      rows.addPlaceholder(entityCaller, project, run, "REDACTION_FAILED");
      throw Guard.couldNotMask();
    } finally {
      uploads.release(entityCaller);
    }
  }

  /** A run's prompts after a number, in order; a page ends early where its texts grow large. */
  @NeedsGrant(value = Level.READ, people = Permission.SEE_RUNS)
  @Redacted
  public PromptPage list(Caller caller, ProjectId project, RunId run, int after, int limit) {
    return rows.page(caller, project, run, after, Math.max(1, Math.min(limit, MAX_PAGE)));
  }
}
