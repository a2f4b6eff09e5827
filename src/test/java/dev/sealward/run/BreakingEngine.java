package dev.sealward.run;

import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import dev.sealward.redaction.LineRedaction;
import dev.sealward.redaction.LineSink;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Uploads events through an engine that breaks once, at one of them. */
@ApplicationScoped
public class BreakingEngine {
  @Inject Runs runs;
  @Inject Guard guard;

  /**
   * @param at the event, by its place in the upload from 0 up
   */
  public Appended append(Caller entity, ProjectId project, RunId run, EventSource source, long at) {
    AtomicBoolean broken = new AtomicBoolean();
    Function<LineSink, LineRedaction> engine =
        sink ->
            guard
                .redactor(entity.tenant())
                .lines(
                    (id, text) -> {
                      if (id == at && broken.compareAndSet(false, true)) {
                        throw new IllegalStateException("broken at " + text);
                      }
                      sink.line(id, text);
                    });
    return runs.append(entity, project, run, source, () -> engine);
  }
}
