package dev.sealward.run.content;

import java.util.Locale;

/** What a file is by its bytes, and so how it was treated. */
public enum ContentKind {
  /** Masked as text. */
  TEXT,
  /** Known values and exact formats overwritten, every other byte kept. */
  BINARY,
  /** Taken apart and put together again. */
  GZIP,
  /** Taken apart and put together again. */
  TAR,
  /** Taken apart and put together again. */
  ZIP;

  /** The name in texts: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether files of it hold others. */
  public boolean isArchive() {
    return this == GZIP || this == TAR || this == ZIP;
  }
}
