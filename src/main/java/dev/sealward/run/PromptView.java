package dev.sealward.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A prompt as it is stored, masked.
 *
 * @param number its place among the run's prompts, from 1 up
 * @param chars length of its text in UTF-16 units
 * @param masked how many places were masked
 * @param text JSON; null when it could not be masked
 * @param failure the code of why there is no text; null when there is one
 */
public record PromptView(
    int number,
    Instant storedAt,
    int chars,
    int masked,
    @Nullable String text,
    @Nullable String failure) {}
