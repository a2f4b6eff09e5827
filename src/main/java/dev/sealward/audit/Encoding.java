package dev.sealward.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An unambiguous sequence of fields: each is its length in four bytes, then its bytes; an absent
 * one has the length -1. Texts are UTF-8, numbers eight bytes, times seconds and nanoseconds.
 */
final class Encoding {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final DataOutputStream out = new DataOutputStream(bytes);

  /**
   * @param what names the kind of thing and the version of its layout
   */
  static Encoding of(String what) {
    return new Encoding().add(what);
  }

  Encoding add(@Nullable String text) {
    return add(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
  }

  Encoding add(byte @Nullable [] field) {
    try {
      out.writeInt(field == null ? -1 : field.length);
      if (field != null) {
        out.write(field);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Encoding add(long number) {
    try {
      out.writeInt(Long.BYTES);
      out.writeLong(number);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Encoding add(Instant time) {
    return add(time.getEpochSecond()).add((long) time.getNano());
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
