package dev.sealward.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;

/** An authenticator app: knows the seed it was shown, and makes codes on its own. */
public final class Authenticator {
  private final byte[] seed;

  private Authenticator(byte[] seed) {
    this.seed = seed;
  }

  /** An app that is shown the seed, which is closed. */
  public static Authenticator shown(Enrolment enrolment) {
    try (enrolment) {
      return typed(enrolment.seed().use(text -> new String(text, StandardCharsets.US_ASCII)));
    }
  }

  public static Authenticator typed(String seed) {
    return new Authenticator(Base32.decode(seed.replace(" ", "")));
  }

  /** The code of a moment. */
  public char[] at(Instant moment) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(seed, "HmacSHA1"));
      byte[] step = ByteBuffer.allocate(8).putLong(moment.getEpochSecond() / 30).array();
      ByteBuffer made = ByteBuffer.wrap(mac.doFinal(step));
      int number = made.getInt(made.get(19) & 15) & Integer.MAX_VALUE;
      return String.format(Locale.ROOT, "%06d", number % 1_000_000).toCharArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
