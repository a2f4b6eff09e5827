package dev.sealward.bench;

import dev.sealward.redaction.KnownFingerprints;
import dev.sealward.redaction.Mask;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.RedactionStream;
import dev.sealward.redaction.Redactor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Known values and formats together, as streams mask: CPU time of one thread, and the heap that a
 * stream holds. {@code docs/benchmarks.md} says how to run it.
 */
public final class PipeBench {
  private static final int LOG_BYTES = 200_000_000;
  private static final int VALUES = 1000;
  private static final int ROUNDS = 5;
  private static final int CHUNK = 32 * 1024;
  private static final int STREAMS = 200;

  private PipeBench() {}

  /** Arguments: {@code speed}, {@code heap}, or {@code log FILE BYTES} to write a log. */
  public static void main(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "speed" -> speed();
      case "heap" -> heap();
      case "log" ->
          Files.write(
              Path.of(arguments[1]), MixedLog.of(1, Integer.parseInt(arguments[2]), List.of()));
      default -> throw new IllegalArgumentException("speed, heap or log");
    }
  }

  private static void speed() throws IOException {
    List<String> values = MixedLog.secrets(7, VALUES);
    byte[] log = MixedLog.of(1, LOG_BYTES, values);
    Redactor formats = Redactor.of(key());
    List<Mask> masks = masks(formats, values);
    Redactor both = Redactor.of(key());
    both.register(masks);
    try (KnownFingerprints bundle = formats.fingerprints(masks)) {
      print("bundle: %d B per value", bundle.serialised().length / bundle.size());
      measure("formats", formats, log);
      measure("formats and " + VALUES + " known values", both, log);
      measure("formats and a bundle", Redactor.of(bundle, key()), log);
    }
  }

  private static void measure(String what, Redactor redactor, byte[] log) throws IOException {
    long[] times = new long[ROUNDS];
    long[] found = new long[1];
    for (int round = 0; round < ROUNDS; round++) {
      found[0] = 0;
      RedactionStream stream = redactor.stream((bytes, from, to) -> {}, finding -> found[0]++);
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      feed(stream, log);
      stream.finish();
      times[round] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }
    Arrays.sort(times);
    print(
        "%s: %.0f MB/s at best, %.0f in the middle, %d found",
        what, log.length * 1e3 / times[0], log.length * 1e3 / times[ROUNDS / 2], found[0]);
  }

  /** Streams that are open at once, each in the middle of what it was given. */
  private static void heap() throws IOException {
    List<String> values = MixedLog.secrets(7, VALUES);
    Redactor redactor = Redactor.of(key());
    redactor.register(masks(redactor, values));
    byte[] log = MixedLog.of(1, 1_000_000, values);
    String line = new String(log, StandardCharsets.UTF_8).replace('\n', ' ');
    // Kept to the end, so that nothing is freed between two measurements.
    Map<String, byte[]> texts = new LinkedHashMap<>();
    texts.put("a log", log);
    texts.put("one line of 1 MB", line.getBytes(StandardCharsets.UTF_8));
    texts.put(
        "escapes without end",
        "%41\\n\\\\%5C&amp;".repeat(60_000).getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, byte[]> text : texts.entrySet()) {
      held(text.getKey(), redactor, text.getValue());
    }
  }

  private static void held(String what, Redactor redactor, byte[] text) throws IOException {
    List<RedactionStream> streams = new ArrayList<>();
    long before = used();
    for (int i = 0; i < STREAMS; i++) {
      RedactionStream stream = redactor.stream((bytes, from, to) -> {});
      feed(stream, text);
      streams.add(stream);
    }
    print("%s: %d KiB held per stream", what, (used() - before) / STREAMS / 1024);
    for (RedactionStream stream : streams) {
      stream.finish();
    }
  }

  private static void feed(RedactionStream stream, byte[] text) throws IOException {
    for (int at = 0; at < text.length; at += CHUNK) {
      stream.accept(text, at, Math.min(CHUNK, text.length - at));
    }
  }

  private static List<Mask> masks(Redactor redactor, List<String> values) {
    List<Mask> masks = new ArrayList<>();
    for (String value : values) {
      if (redactor.compile("known", value.getBytes(StandardCharsets.UTF_8))
          instanceof MaskOutcome.Maskable maskable) {
        masks.add(maskable.mask());
      }
    }
    return masks;
  }

  private static byte[] key() {
    byte[] key = new byte[32];
    new Random(1).nextBytes(key);
    return key;
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void print(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
