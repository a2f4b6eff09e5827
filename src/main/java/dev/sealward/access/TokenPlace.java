package dev.sealward.access;

import dev.sealward.kernel.Refused;
import java.time.Instant;

/** The place in an entity's list of tokens, newest first, behind which a page starts. */
public record TokenPlace(Instant createdAt, String tokenId) {

  /** The place of a row. */
  public static TokenPlace of(TokenView token) {
    return new TokenPlace(token.createdAt(), token.tokenId());
  }

  /** Parses the text form: microseconds since 1970, a dot, the token's id. */
  public static TokenPlace parse(String text) {
    if (!text.matches("[0-9]{1,17}\\.[a-z0-9]{12}")) {
      throw Refused.missing("page");
    }
    int dot = text.indexOf('.');
    long micros = Long.parseLong(text.substring(0, dot));
    return new TokenPlace(
        Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000),
        text.substring(dot + 1));
  }

  @Override
  public String toString() {
    long micros = createdAt.getEpochSecond() * 1_000_000 + createdAt.getNano() / 1_000;
    return micros + "." + tokenId;
  }
}
