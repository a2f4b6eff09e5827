package dev.sealward.bench;

import dev.sealward.crypto.Binding;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.ScopeKey;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Envelopes against the bare AES-GCM they consist of, in one run: two operations of the JDK's
 * cipher (the 32-byte data key, then the value), each with its key set-up, and to seal, the random
 * data key and nonces. docs/benchmarks.md says how to run it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EnvelopeBench {
  private static final Binding BINDING =
      Binding.of(
          "secret-value",
          new UUID(1, 2),
          1,
          new dev.sealward.kernel.Scope(
              TenantId.of("acme"),
              WorkspaceId.of("web"),
              Environment.PRODUCTION,
              ProviderId.of("github")));
  // As long as the ones of the envelope.
  private static final byte[] VALUE_AAD = new byte[121];
  private static final byte[] WRAP_AAD = new byte[128];

  @Param({"32", "1024", "65536"})
  int valueBytes;

  private final SecureRandom random = new SecureRandom();
  private final byte[] rawKey = new byte[32];
  private ScopeKey key;
  private byte[] value;
  private byte[] envelope;
  private Bare bare;

  private record Bare(byte[] wrapNonce, byte[] wrapped, byte[] valueNonce, byte[] sealed) {}

  @Setup
  public void setUp() throws GeneralSecurityException {
    random.nextBytes(rawKey);
    key = ScopeKey.of(1, rawKey);
    value = new byte[valueBytes];
    random.nextBytes(value);
    envelope = Envelope.seal(value, BINDING, key, random);
    bare = bareSeal();
  }

  @Benchmark
  public byte[] sealEnvelope() {
    return Envelope.seal(value, BINDING, key, random);
  }

  @Benchmark
  public int openEnvelope() {
    try (SecretValue opened = Envelope.open(envelope, BINDING, version -> key)) {
      return opened.length();
    }
  }

  @Benchmark
  public Object sealBare() throws GeneralSecurityException {
    return bareSeal();
  }

  @Benchmark
  public byte[] openBare() throws GeneralSecurityException {
    byte[] dataKey = run(Cipher.DECRYPT_MODE, rawKey, bare.wrapNonce, WRAP_AAD, bare.wrapped);
    return run(Cipher.DECRYPT_MODE, dataKey, bare.valueNonce, VALUE_AAD, bare.sealed);
  }

  private Bare bareSeal() throws GeneralSecurityException {
    byte[] dataKey = randomBytes(32);
    byte[] valueNonce = randomBytes(12);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, dataKey, valueNonce, VALUE_AAD, value);
    byte[] wrapNonce = randomBytes(12);
    byte[] wrapped = run(Cipher.ENCRYPT_MODE, rawKey, wrapNonce, WRAP_AAD, dataKey);
    return new Bare(wrapNonce, wrapped, valueNonce, sealed);
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] run(int mode, byte[] key, byte[] nonce, byte[] aad, byte[] input)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(aad);
    return cipher.doFinal(input);
  }
}
