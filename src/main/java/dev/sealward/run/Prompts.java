package dev.sealward.run;

import dev.sealward.access.Level;
import dev.sealward.access.NeedsGrant;
import dev.sealward.access.Permission;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Pace;
import dev.sealward.guard.Redacted;
import dev.sealward.guard.WayOut;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.RunId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;

/**
 * What runs send to a model (ST-SEC-005): an entity hands a prompt in and gets it back masked, to
 * send that; people, and entities with a policy, read it masked.
 *
 * <p>Guarantees: what is answered is what is stored, and both are masked; when masking fails
 * nothing is answered, a placeholder keeps the prompt's place and an alert is raised. Does not
 * protect against a runner that sends the model something else.
 *
 * <p>An entity sends {@code SEALWARD_PROMPTS_PER_MINUTE} (default 600), counted by each node for
 * itself: what comes back masked tells it which of its guesses are stored values.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class Prompts {
  public static final int MAX_BYTES = PromptJson.MAX_BYTES;
  static final int MAX_PAGE = 200;
  private static final int DEFAULT_A_MINUTE = 600;

  private final PromptRows rows;
  private final Guard guard;
  private final Guesses guesses;
  private final Pace pace;
  private final int mostAMinute;
  private final UploadSlots uploads = new UploadSlots(24, 16, 4);

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Prompts() {
    this.rows = null;
    this.guard = null;
    this.guesses = null;
    this.pace = null;
    this.mostAMinute = 0;
  }

  @Inject
  Prompts(PromptRows rows, Guard guard, Guesses guesses, Clock clock, Config config) {
    this(
        rows,
        guard,
        guesses,
        clock,
        config
            .getOptionalValue("sealward.prompts.per.minute", Integer.class)
            .orElse(DEFAULT_A_MINUTE));
  }

  Prompts(PromptRows rows, Guard guard, Guesses guesses, Clock clock, int mostAMinute) {
    this.rows = rows;
    this.guard = guard;
    this.guesses = guesses;
    this.mostAMinute = mostAMinute;
    this.pace = new Pace(clock, mostAMinute);
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
      requirePace(entityCaller);
      guard.requireLoaded(entityCaller.tenant());
      PromptJson prompt = PromptJson.parse(json.get());
      // After it has arrived: what was stored before then is known.
      PromptJson.Masked masked = prompt.masked(guard.redactor(entityCaller.tenant()));
      int number = rows.add(entityCaller, project, run, masked);
      guard.count(entityCaller.tenant(), WayOut.PROMPT, masked.found());
      guesses.note(entityCaller, masked.found());
      guesses.look(entityCaller);
      return new StoredPrompt(number, masked);
    } catch (PromptJson.NotMasked failure) {
      guard.countFailures(WayOut.PROMPT, 1);
      guard.reportFailure(entityCaller, ProjectAccess.target(run), "a prompt");
      rows.addPlaceholder(entityCaller, project, run, "REDACTION_FAILED");
      throw Guard.couldNotMask();
    } finally {
      uploads.release(entityCaller);
    }
  }

  private void requirePace(Caller entity) {
    Optional<Duration> wait = pace.take(entity.tenant() + "/" + entity.id());
    if (wait.isPresent()) {
      throw Refused.tooMany(
          "PROMPTS_TOO_OFTEN",
          "This entity may send " + mostAMinute + " prompts a minute, and has done so.",
          wait.get(),
          "Wait as long as Retry-After says.",
          "Send several in one, or raise SEALWARD_PROMPTS_PER_MINUTE.");
    }
  }

  /** A run's prompts after a number, in order; a page ends early where its texts grow large. */
  @NeedsGrant(value = Level.READ, people = Permission.SEE_RUNS)
  @Redacted
  public PromptPage list(Caller caller, ProjectId project, RunId run, int after, int limit) {
    return rows.page(caller, project, run, after, Math.max(1, Math.min(limit, MAX_PAGE)));
  }
}
