package dev.sealward.redaction;

/** What the engine says: text that may stay, and masks; in order. */
interface Output {
  /** Bytes {@code [from, to)} stay; {@code offset} is the place of the first in the input. */
  void text(byte[] bytes, int from, int to, long offset);

  /** A mask stands here; line breaks inside what it covers follow as text. */
  void mask(Finding finding, boolean quoted);
}
