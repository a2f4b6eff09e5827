package dev.sealward.keys;

/**
 * A source as set-up offers it.
 *
 * @param available whether it can be chosen now
 * @param explanation what choosing it means, or what is missing; never a value
 */
public record SourceOption(KeySource source, boolean available, String explanation) {}
