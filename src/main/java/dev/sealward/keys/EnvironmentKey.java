package dev.sealward.keys;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.kernel.Remedy;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The master key from an environment variable (FOUND-09): {@code SEALWARD_MASTER_KEY} (64 hex
 * digits or the base64 of 32 bytes), {@code MASTER_ENCRYPTION_KEY} (64 hex digits) or {@code
 * SECRETS_MASTER_KEY} (the base64 of 32 bytes). The first that is set counts; a malformed one is an
 * error, not a reason to look at the next.
 *
 * <p>Does not protect against: other processes of the same user reading this process's environment.
 */
final class EnvironmentKey implements MasterKeySource {
  private static final int KEY_BYTES = 32;

  private record Variable(String name, boolean hex, boolean base64) {}

  private static final List<Variable> VARIABLES =
      List.of(
          new Variable("SEALWARD_MASTER_KEY", true, true),
          new Variable("MASTER_ENCRYPTION_KEY", true, false),
          new Variable("SECRETS_MASTER_KEY", false, true));

  private final UnaryOperator<@Nullable String> environment;

  EnvironmentKey(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  @Override
  public KeySource source() {
    return KeySource.ENV;
  }

  @Override
  public SourceOption option() {
    for (Variable variable : VARIABLES) {
      if (isSet(variable)) {
        Obtained obtained = read(missing());
        if (obtained instanceof Obtained.Key found) {
          Arrays.fill(found.key(), (byte) 0);
          return new SourceOption(
              KeySource.ENV,
              true,
              "Found in " + variable.name() + ". The variable must be set at every start.");
        }
        return new SourceOption(
            KeySource.ENV, false, ((Obtained.Unavailable) obtained).remedy().sentence());
      }
    }
    return new SourceOption(KeySource.ENV, false, missing().sentence());
  }

  @Override
  public Made make(int version, @Nullable KeyCheck present, char[] passphrase) {
    return new Made(read(missing()).orRefuse(), null);
  }

  @Override
  public Obtained obtain(Recorded recorded, char[] passphrase) {
    return read(gone());
  }

  @Override
  public void forget(Recorded recorded) {
    // The environment is the operator's.
  }

  private Obtained read(Remedy whenMissing) {
    for (Variable variable : VARIABLES) {
      String text = environment.apply(variable.name());
      if (text != null && !text.isBlank()) {
        byte @Nullable [] key = decode(variable, text.strip());
        return key == null ? new Obtained.Unavailable(malformed(variable)) : new Obtained.Key(key);
      }
    }
    return new Obtained.Unavailable(whenMissing);
  }

  private boolean isSet(Variable variable) {
    String text = environment.apply(variable.name());
    return text != null && !text.isBlank();
  }

  private static byte @Nullable [] decode(Variable variable, String text) {
    try {
      if (variable.hex() && text.length() == 2 * KEY_BYTES) {
        return HexFormat.of().parseHex(text);
      }
      if (variable.base64()) {
        byte[] key = Base64.getDecoder().decode(text);
        return key.length == KEY_BYTES ? key : null;
      }
    } catch (IllegalArgumentException notInThatForm) {
      return null;
    }
    return null;
  }

  private static Remedy malformed(Variable variable) {
    String form =
        variable.hex() && variable.base64()
            ? "64 hexadecimal digits or the base64 text of 32 bytes"
            : variable.hex() ? "64 hexadecimal digits" : "the base64 text of exactly 32 bytes";
    return Remedy.of(
        "MASTER_KEY_MALFORMED",
        variable.name() + " is set but is not " + form + ".",
        "Make one with: openssl rand -base64 32 (for " + VARIABLES.get(0).name() + ").",
        "Start Sealward again with it.");
  }

  private static Remedy missing() {
    return Remedy.of(
        "MASTER_KEY_MISSING",
        "No master key is in the environment.",
        "Set SEALWARD_MASTER_KEY to the base64 text of 32 random bytes: openssl rand -base64 32.",
        "Start Sealward again with it.");
  }

  private static Remedy gone() {
    return Remedy.of(
        "MASTER_KEY_MISSING",
        "The master key was in the environment at set-up and is not there now.",
        "Set SEALWARD_MASTER_KEY to the key used at set-up; a new one opens nothing.",
        "Start Sealward again with it.");
  }
}
