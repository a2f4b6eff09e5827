package dev.sealward.run.content;

/**
 * What became of a file.
 *
 * @param mediaType for who downloads it, of a short list without anything a browser would run
 * @param masked how many places were masked or overwritten, names of members included
 * @param members how many members its archives have altogether; 0 for what is no archive
 */
public record MaskedContent(ContentKind kind, String mediaType, long masked, int members) {}
