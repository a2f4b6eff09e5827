package dev.sealward.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Field;
import java.util.List;

/**
 * A known value on which the engine of a redactor fails, until this is closed: the engine finds it,
 * and cannot say what it found.
 */
public final class BreakingMask implements AutoCloseable {
  private static final byte NO_LENGTH = -1;

  private final Redactor redactor;
  private final Mask mask;
  private final byte length;

  private BreakingMask(Redactor redactor, Mask mask) {
    this.redactor = redactor;
    this.mask = mask;
    this.length = (byte) mask.kind().length();
  }

  public static BreakingMask in(Redactor redactor, String text) {
    MaskOutcome outcome = redactor.compile("api_key", text.getBytes(UTF_8));
    BreakingMask breaking = new BreakingMask(redactor, ((MaskOutcome.Maskable) outcome).mask());
    redactor.register(List.of(breaking.mask));
    breaking.set(NO_LENGTH);
    return breaking;
  }

  @Override
  public void close() {
    set(length);
    redactor.forget(known -> known == mask);
  }

  private void set(byte kindLength) {
    try {
      Field field = Mask.class.getDeclaredField("kindLength");
      field.setAccessible(true);
      field.setByte(mask, kindLength);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
