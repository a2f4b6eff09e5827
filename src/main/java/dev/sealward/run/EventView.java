package dev.sealward.run;

import java.time.Instant;

/** An event as pages and the API show it; its text is masked. */
public record EventView(long seq, Instant time, String stream, LogLevel level, String text) {}
