package dev.sealward.audit;

/**
 * A place where the trail is not what it was when it was written.
 *
 * @param seal the seal it was noticed at; of a segment the first; 0 when it is in none
 * @param eventId the row; 0 when it cannot be told which
 */
public record ChainBreak(String tenant, Kind kind, long seal, long eventId) {

  /** What somebody did to it. */
  public enum Kind {
    ROW_CHANGED("was changed after it was written"),
    ROW_DELETED("was deleted"),
    ROW_INSERTED("was not written by Sealward as it stands"),
    SEAL_CHANGED("was changed, or is in another's place"),
    SEAL_MISSING("is missing"),
    TRUNCATED("was made and is gone with everything after it"),
    CHECKPOINT_FOREIGN("does not verify: it was changed, or the key it was signed with replaced"),
    SEGMENT_MISSING("was not there when it was looked for"),
    SEGMENT_CHANGED("was not what was archived when it was looked at");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    boolean isOfASegment() {
      return this == SEGMENT_MISSING || this == SEGMENT_CHANGED;
    }
  }

  /** What is wrong, in one sentence for people. */
  public String sentence() {
    String row = eventId == 0 ? "A row" : "Row " + eventId;
    return switch (kind) {
      case ROW_CHANGED, ROW_DELETED, ROW_INSERTED ->
          row + (seal == 0 ? "" : " of seal " + seal) + " " + kind.words + ".";
      case CHECKPOINT_FOREIGN -> "The newest checkpoint in the data folder " + kind.words + ".";
      case SEGMENT_MISSING, SEGMENT_CHANGED ->
          "The archived segment from seal " + seal + " on " + kind.words + ".";
      case SEAL_CHANGED, SEAL_MISSING, TRUNCATED -> "Seal " + seal + " " + kind.words + ".";
    };
  }
}
