package dev.sealward.redaction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The engine with known values and no formats: what benchmarks compare with other matchers. */
public final class KnownOnly {
  private final Keys keys = new Keys(key());
  private final List<Mask> masks = new ArrayList<>();
  private KnownValues known = KnownValues.none(keys);

  private static byte[] key() {
    byte[] key = new byte[32];
    new Random(1).nextBytes(key);
    return key;
  }

  /** Makes masks of {@code values}, without registering them. */
  public void compile(List<String> values) {
    for (String value : values) {
      if (Compiler.compile(keys, "known", Samples.bytes(value))
          instanceof MaskOutcome.Maskable maskable) {
        masks.add(maskable.mask());
      }
    }
  }

  /** Registers them all at once. */
  public void register() {
    known = known.plus(masks);
  }

  /** Registers one more; the cost is what is measured. */
  public void registerOne(String value) {
    MaskOutcome outcome = Compiler.compile(keys, "known", Samples.bytes(value));
    known = known.plus(List.of(((MaskOutcome.Maskable) outcome).mask()));
  }

  /** Bytes of the encoded masks, as they are stored. */
  public long encodedBytes() {
    return masks.stream().mapToLong(Mask::size).sum();
  }

  /** Masks {@code text} in chunks of 32 KiB; returns the number of masks. */
  public long mask(byte[] text) {
    KnownValues now = known;
    Engine engine = new Engine(keys, () -> now, Engine.Scope.KNOWN);
    Redactor.TextOutput out = new Redactor.TextOutput(1024);
    int chunk = 32 * 1024;
    try {
      for (int at = 0; at < text.length; at += chunk) {
        engine.accept(text, at, Math.min(chunk, text.length - at), out);
        out.drainTo((bytes, from, length) -> {});
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    engine.finish(out);
    return out.count();
  }
}
