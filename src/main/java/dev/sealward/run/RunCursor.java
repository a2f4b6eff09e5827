package dev.sealward.run;

import dev.sealward.kernel.RunId;
import java.time.Instant;

/** A place in a project's runs, newest first: the run a page of them ended with. */
public record RunCursor(Instant startedAt, RunId id) {}
