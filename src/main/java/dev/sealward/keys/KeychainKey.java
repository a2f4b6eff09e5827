package dev.sealward.keys;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The master key in the operating system's keychain (FR-028-001b, HOME-02). The entry's account
 * name holds a hash of the data directory's path, so that several installations on one machine do
 * not meet; it is recorded, so that a moved data directory finds its key again.
 *
 * <p>Guarantee: a key is used only after it was read back from the keychain.
 *
 * <p>Does not protect against: other programs of the same person while the keychain is open.
 */
final class KeychainKey implements MasterKeySource {
  private static final int KEY_BYTES = 32;
  private static final int HASH_BYTES = 8;

  private final Keychain keychain;
  private final Path dataDirectory;
  private final SecureRandom random;

  KeychainKey(Keychain keychain, Path dataDirectory, SecureRandom random) {
    this.keychain = keychain;
    this.dataDirectory = dataDirectory;
    this.random = random;
  }

  @Override
  public KeySource source() {
    return KeySource.KEYCHAIN;
  }

  @Override
  public SourceOption option() {
    try {
      keychain.check();
      return new SourceOption(
          KeySource.KEYCHAIN,
          true,
          "Kept by this machine's keychain, apart from the data. Starts without anyone typing"
              + " anything while the keychain is unlocked.");
    } catch (KeychainFailure failure) {
      return new SourceOption(KeySource.KEYCHAIN, false, failure.remedy().sentence());
    }
  }

  @Override
  public Made make(int version, @Nullable KeyCheck present, char[] passphrase) {
    String account = account(version);
    try {
      Optional<byte[]> left = keychain.read(account);
      if (left.isPresent()) {
        // A key an interrupted attempt left.
        return new Made(usable(account, left.get(), present), account);
      }
      return new Made(written(account), account);
    } catch (KeychainFailure failure) {
      throw Refused.of(Refused.Kind.UNAVAILABLE, failure.remedy());
    }
  }

  private byte[] written(String account) throws KeychainFailure {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    boolean kept = false;
    try {
      keychain.write(account, key);
      byte[] back = keychain.read(account).orElseGet(() -> new byte[0]);
      kept = MessageDigest.isEqual(key, back);
      Arrays.fill(back, (byte) 0);
      if (!kept) {
        throw KeychainFailure.refused("it did not give back what was written");
      }
      return key;
    } finally {
      if (!kept) {
        Arrays.fill(key, (byte) 0);
      }
    }
  }

  private static byte[] usable(String account, byte[] key, @Nullable KeyCheck present) {
    if (key.length == KEY_BYTES && (present == null || !present.accepts(key))) {
      return key;
    }
    Arrays.fill(key, (byte) 0);
    throw Refused.of(Refused.Kind.UNAVAILABLE, malformed(account));
  }

  @Override
  public Obtained obtain(Recorded recorded, char[] passphrase) {
    String account = recordedAccount(recorded);
    try {
      Optional<byte[]> key = keychain.read(account);
      if (key.isEmpty()) {
        return new Obtained.Unavailable(missing(account));
      }
      if (key.get().length != KEY_BYTES) {
        Arrays.fill(key.get(), (byte) 0);
        return new Obtained.Unavailable(malformed(account));
      }
      return new Obtained.Key(key.get());
    } catch (KeychainFailure failure) {
      return new Obtained.Unavailable(failure.remedy());
    }
  }

  @Override
  public void forget(Recorded recorded) {
    try {
      keychain.delete(recordedAccount(recorded));
    } catch (KeychainFailure failure) {
      throw Refused.of(Refused.Kind.UNAVAILABLE, failure.remedy());
    }
  }

  private static String recordedAccount(Recorded recorded) {
    String account = recorded.derivation();
    if (account == null) {
      throw new IllegalStateException("a keychain key version without its account");
    }
    return account;
  }

  private String account(int version) {
    try {
      byte[] path =
          dataDirectory.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(path);
      return "master-key/" + HexFormat.of().formatHex(hash, 0, HASH_BYTES) + "/v" + version;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Remedy missing(String account) {
    return Remedy.of(
        "KEYCHAIN_ENTRY_MISSING",
        "The keychain is open but has no entry " + account + " of the service sealward.",
        "Put the entry back from your backup of the keychain, or start Sealward as the person who"
            + " set it up.",
        "Then open /unlock.");
  }

  private static Remedy malformed(String account) {
    return Remedy.of(
        "KEYCHAIN_ENTRY_UNUSABLE",
        "The keychain's entry "
            + account
            + " of the service sealward is not a key that can be used here.",
        "Put the entry back from your backup of the keychain; for a new key, remove it.");
  }
}
