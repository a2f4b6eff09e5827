package dev.sealward.crypto;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password's hash as it is stored, in PHC string format: {@code
 * $argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>}, salt and tag in Base64 without padding.
 *
 * <p>Never compared as a whole, so that its arrays need no equality.
 *
 * @param salt 8 to 48 bytes
 * @param tag 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredPassword(Argon2Cost cost, byte[] salt, byte[] tag) {
  static final int SALT_BYTES = 16;
  static final int TAG_BYTES = 32;

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,6}),t=([1-9][0-9]?),p=([1-9][0-9]?)"
              + "\\$([A-Za-z0-9+/]{11,64})\\$([A-Za-z0-9+/]{43})");

  /** Takes only the exact text {@link #encode} writes; refuses any other without echoing it. */
  static StoredPassword parse(String phc) {
    Matcher matcher = FORM.matcher(phc);
    if (matcher.matches()) {
      StoredPassword parsed =
          new StoredPassword(
              new Argon2Cost(
                  Integer.parseInt(matcher.group(1)),
                  Integer.parseInt(matcher.group(2)),
                  Integer.parseInt(matcher.group(3))),
              base64(matcher.group(4)),
              base64(matcher.group(5)));
      if (parsed.encode().equals(phc)) {
        return parsed;
      }
    }
    throw malformed();
  }

  String encode() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m="
        + cost.memoryKib()
        + ",t="
        + cost.passes()
        + ",p="
        + cost.lanes()
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(tag);
  }

  @Override
  public String toString() {
    return "StoredPassword[hidden]";
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException echoesItsInput) {
      throw malformed();
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("the stored password hash is malformed");
  }
}
