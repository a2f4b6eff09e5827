package dev.sealward.run;

/**
 * A prompt that was masked and stored.
 *
 * @param text the masked payload, which may be sent on; JSON
 */
public record StoredPrompt(int number, int masked, String text) {}
