package dev.sealward.secret.store;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A process of its own that works on a {@link FileStore}: stores, rotates, wraps anew and erases,
 * and says on its standard output what it is about to do ({@code begin}) and what was acknowledged
 * ({@code done}).
 */
final class FileStoreWriter {
  private final FileStore store;
  private final PrintStream out;
  private final SplittableRandom random;
  private final String first;
  private final Map<String, List<Blob>> live = new HashMap<>();

  private FileStoreWriter(Path folder, long seed, String first, PrintStream out) {
    this.store = new FileStore(folder, new SecureRandom());
    this.random = new SplittableRandom(seed);
    this.first = first;
    this.out = out;
  }

  /** Folder, seed, prefix of the names, how many steps. */
  public static void main(String[] arguments) {
    FileStoreWriter writer =
        new FileStoreWriter(
            Path.of(arguments[0]),
            Long.parseLong(arguments[1]),
            arguments[2],
            new PrintStream(System.out, true, StandardCharsets.US_ASCII));
    long steps = Long.parseLong(arguments[3]);
    for (long step = 0; step < steps; step++) {
      writer.step();
    }
  }

  static Process start(Path folder, long seed, String prefix, long steps) {
    try {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-Xshare:auto",
              "-Xmx64m",
              "-cp",
              System.getProperty("java.class.path"),
              FileStoreWriter.class.getName(),
              folder.toString(),
              Long.toString(seed),
              prefix,
              Long.toString(steps))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Place place(String name) {
    return new Place(
        SecretId.of(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII))),
        new Scope(
            TenantId.of("default"),
            WorkspaceId.of("default"),
            Environment.PRODUCTION,
            ProviderId.of("generic")),
        SecretName.of(name));
  }

  /** What stands behind a blob's id, so that the reader knows it too. */
  static byte[] envelope(UUID id) {
    byte[] bytes = new byte[100 + (int) (id.getLeastSignificantBits() & 0xfff)];
    new SplittableRandom(id.getMostSignificantBits()).nextBytes(bytes);
    return bytes;
  }

  private void step() {
    String name = first + random.nextInt(4);
    List<Blob> blobs = live.computeIfAbsent(name, unused -> new ArrayList<>());
    int kind = random.nextInt(10);
    if (blobs.isEmpty() || kind < 3) {
      put(name, blobs, 1 + random.nextInt(1000));
    } else if (kind < 6) {
      Blob old = blobs.get(random.nextInt(blobs.size()));
      put(name, blobs, old.version());
      erase(name, blobs, old);
    } else {
      erase(name, blobs, blobs.get(random.nextInt(blobs.size())));
    }
  }

  private void put(String name, List<Blob> blobs, int version) {
    Blob blob = new Blob(place(name), version, UUID.randomUUID());
    out.println("begin put " + name + " " + version + " " + blob.id());
    store.put(blob, envelope(blob.id()));
    out.println("done put " + name + " " + version + " " + blob.id());
    blobs.add(blob);
  }

  private void erase(String name, List<Blob> blobs, Blob blob) {
    out.println("begin erase " + name + " " + blob.version() + " " + blob.id());
    store.erase(blob);
    out.println("done erase " + name + " " + blob.version() + " " + blob.id());
    blobs.remove(blob);
  }
}
