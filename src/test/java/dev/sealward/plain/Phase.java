package dev.sealward.plain;

/** What a {@link KilledProgram} does, in its order. */
enum Phase {
  START,
  WRITE,
  ROTATE,
  REWRAP,
  DESTROY,
  MOVE,
  BACKUP,
  DELETE,
  ARCHIVE;

  /** What follows while the program runs. */
  Phase next() {
    return this == ARCHIVE ? WRITE : values()[ordinal() + 1];
  }

  String text() {
    return switch (this) {
      case START -> "start";
      case WRITE -> "values written";
      case ROTATE -> "master key rotated";
      case REWRAP -> "re-wrapped";
      case DESTROY -> "key version destroyed";
      case MOVE -> "moved between stores";
      case BACKUP -> "backup written";
      case DELETE -> "backup deleted";
      case ARCHIVE -> "audit rows archived";
    };
  }
}
