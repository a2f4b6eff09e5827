package dev.sealward.bench;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.KeychainsForTests;
import dev.sealward.program.GnomeKeyring;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.DevStore;
import dev.sealward.secret.store.FileStore;
import dev.sealward.secret.store.KeychainStore;
import dev.sealward.secret.store.Place;
import dev.sealward.secret.store.SecretStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Each operation of the stores on this machine outside the database, against a file of the same
 * size written and synced by the JDK alone. docs/benchmarks.md says how to run it.
 */
public final class StoresBench {
  private static final int SECRETS = Integer.getInteger("sealward.bench.secrets", 500);
  private static final int WARM_UP = SECRETS / 5;
  private static final byte[] ENVELOPE = new byte[1_200];
  private static final SecureRandom RANDOM = new SecureRandom();

  private StoresBench() {}

  public static void main(String[] args) throws IOException {
    RANDOM.nextBytes(ENVELOPE);
    Path folder = Files.createTempDirectory("stores-bench");
    bareFile(folder);
    try (FileStore file = new FileStore(folder.resolve("data"), RANDOM)) {
      measure("file", file);
    }
    measure("dev", new DevStore());
    try (GnomeKeyring keyring = GnomeKeyring.start()) {
      measure("keychain", new KeychainStore(KeychainsForTests.of(keyring.environment())));
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void bareFile(Path folder) throws IOException {
    List<Step> writes = new ArrayList<>();
    for (int i = 0; i < SECRETS; i++) {
      Path file = folder.resolve("bare-" + i);
      writes.add(
          () -> {
            try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
              channel.write(ByteBuffer.wrap(ENVELOPE));
              channel.force(true);
            }
          });
    }
    report("bare file", "write and sync", writes);
  }

  private static void measure(String name, SecretStore store) throws IOException {
    List<Step> puts = new ArrayList<>();
    List<Step> gets = new ArrayList<>();
    List<Step> erases = new ArrayList<>();
    for (int i = 0; i < SECRETS; i++) {
      Blob blob = new Blob(place(i), 1, UUID.randomUUID());
      puts.add(() -> store.put(blob, ENVELOPE));
      gets.add(() -> store.get(blob).orElseThrow());
      erases.add(() -> store.erase(blob));
    }
    report(name, "put", puts);
    report(name, "get", gets);
    report(name, "erase", erases);
  }

  private static Place place(int i) {
    return new Place(
        SecretId.of(UUID.randomUUID()),
        new Scope(
            TenantId.of("acme"),
            WorkspaceId.of("web"),
            Environment.PRODUCTION,
            ProviderId.of("openai")),
        SecretName.of("bench-" + i));
  }

  private static void report(String store, String operation, List<Step> steps) throws IOException {
    long[] nanos = new long[steps.size()];
    for (int i = 0; i < nanos.length; i++) {
      long began = System.nanoTime();
      steps.get(i).run();
      nanos[i] = System.nanoTime() - began;
    }
    long[] warm = Arrays.copyOfRange(nanos, WARM_UP, nanos.length);
    Arrays.sort(warm);
    System.out.printf(
        "%s %s: p50 %.2f ms, p99 %.2f ms%n",
        store, operation, warm[warm.length / 2] / 1e6, warm[warm.length * 99 / 100] / 1e6);
  }
}
