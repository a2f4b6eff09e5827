package dev.sealward.keys;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.crypto.Hkdf;
import dev.sealward.crypto.Info;
import dev.sealward.crypto.Scrypt;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is closed is gone from memory, as a dump of all live objects shows, and so is a value that
 * is only known so that it can be masked. Keys are looked for by halves, so that a round key of a
 * cipher that is still held counts as the key.
 */
@Tag("FR-028-001")
class HeapDumpTest {
  private static final int HALF = 16;

  private final Map<String, List<byte[]>> closed = new HashMap<>();
  private final Map<String, List<byte[]>> open = new HashMap<>();

  HeapDumpTest() {
    for (int i = 0; i < HeapDumpedProgram.VALUES; i++) {
      look(closed, "value " + i, KnownBytes.draw("closed value", i, 64));
      look(open, "value " + i, KnownBytes.draw("open value", i, 64));
      // A seal draws the data key and two nonces.
      look(closed, "data key " + i, KnownBytes.draw("closed envelopes", 3 * i, 32));
      look(closed, "data key of an open value " + i, KnownBytes.draw("open envelopes", 3 * i, 32));
    }
    look(closed, "master key", KnownBytes.draw("closed master", 0, 32));
    look(open, "master key", KnownBytes.draw("open master", 0, 32));
    look(closed, "scope key", scopeKey(KnownBytes.draw("closed master", 0, 32)));
    look(open, "scope key", scopeKey(KnownBytes.draw("open master", 0, 32)));
    look(closed, "recovery key", KnownBytes.draw("closed recovery", 0, 32));
    look(open, "recovery key", KnownBytes.draw("open recovery", 0, 32));
    look(closed, "ephemeral key", KnownBytes.draw("closed recovery", 1, 32));
    look(closed, "recovered value", KnownBytes.draw("closed recovered", 0, 64));
    look(open, "recovered value", KnownBytes.draw("open recovered", 0, 64));
    look(closed, "file key", KnownBytes.draw("stream", 0, 32));
    byte[] stream = KnownBytes.draw("stream plaintext", 0, HeapDumpedProgram.STREAM_BYTES);
    for (int at = 0; at < stream.length - 64; at += 5_000) {
      look(closed, "stream at " + at, Arrays.copyOfRange(stream, at, at + 64));
    }
    byte[] known = HeapDumpedProgram.knownValue();
    look(closed, "known value", known);
    look(closed, "known value, characters", new String(known, UTF_8).getBytes(UTF_16BE));
    char[] passphrase = HeapDumpedProgram.passphrase();
    look(closed, "passphrase, bytes", new String(passphrase).getBytes(UTF_8));
    look(closed, "passphrase, characters", new String(passphrase).getBytes(UTF_16BE));
    look(closed, "passphrase's key", Scrypt.derive(passphrase, HeapDumpedProgram.COST));
  }

  @Test
  @Tag("ATTACK-20")
  void whatIsClosedIsInNoHeapDumpAndWhatIsOpenIs(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path dump = folder.resolve("live.hprof");
    try {
      run(dump);
      Set<String> found = found(dump, closed, "closed ");
      found.addAll(found(dump, open, "open "));
      Set<String> expected = new TreeSet<>();
      open.keySet().forEach(name -> expected.add("open " + name));
      assertThat(found).isEqualTo(expected);
    } finally {
      Files.deleteIfExists(dump);
    }
  }

  private static void run(Path dump) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HeapDumpedProgram.class.getName(),
                dump.toString(),
                System.getProperty("heapdump.live", "true"))
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(said).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static byte[] scopeKey(byte[] master) {
    return Hkdf.derive(
        master,
        HeapDumpedProgram.SCOPE.provider().value().getBytes(UTF_8),
        Info.of(
            "sealward/v1",
            HeapDumpedProgram.SCOPE.tenant().value(),
            HeapDumpedProgram.SCOPE.workspace().value(),
            HeapDumpedProgram.SCOPE.environment().text(),
            Purpose.SECRET_VALUE.text()),
        32);
  }

  private static void look(Map<String, List<byte[]>> into, String name, byte[] bytes) {
    into.put(
        name,
        List.of(
            Arrays.copyOf(bytes, HALF),
            Arrays.copyOfRange(bytes, bytes.length - HALF, bytes.length)));
  }

  private static Set<String> found(Path dump, Map<String, List<byte[]>> wanted, String prefix)
      throws IOException {
    record Half(String name, long rest) {}
    Map<Long, List<Half>> byStart = new HashMap<>();
    wanted.forEach(
        (name, halves) -> {
          for (byte[] half : halves) {
            ByteBuffer longs = ByteBuffer.wrap(half);
            byStart
                .computeIfAbsent(longs.getLong(), start -> new ArrayList<>())
                .add(new Half(name, longs.getLong()));
          }
        });
    Set<String> found = new TreeSet<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(dump), 1 << 16)) {
      long start = 0;
      long rest = 0;
      for (int b = in.read(); b != -1; b = in.read()) {
        start = start << 8 | rest >>> 56;
        rest = rest << 8 | b;
        for (Half half : byStart.getOrDefault(start, List.of())) {
          if (half.rest() == rest) {
            found.add(prefix + half.name());
          }
        }
      }
    }
    return found;
  }
}
