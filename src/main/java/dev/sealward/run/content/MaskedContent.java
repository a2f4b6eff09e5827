package dev.sealward.run.content;

/**
 * What became of a file.
 *
 * <p>Guarantee: only {@link ContentMasking} makes one, once the whole file has been through it.
 */
public final class MaskedContent {
  private final ContentKind kind;
  private final String mediaType;
  private final long masked;
  private final int members;

  MaskedContent(ContentKind kind, String mediaType, long masked, int members) {
    this.kind = kind;
    this.mediaType = mediaType;
    this.masked = masked;
    this.members = members;
  }

  public ContentKind kind() {
    return kind;
  }

  /** For who downloads it, of a short list without anything a browser would run. */
  public String mediaType() {
    return mediaType;
  }

  /** How many places were masked or overwritten, names of members included. */
  public long masked() {
    return masked;
  }

  /** How many members its archives have altogether; 0 for what is no archive. */
  public int members() {
    return members;
  }
}
