package dev.sealward.keys;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The master key from an environment variable (FOUND-09): {@code SEALWARD_MASTER_KEY} (64 hex
 * digits or the base64 of 32 bytes), {@code MASTER_ENCRYPTION_KEY} (64 hex digits) or {@code
 * SECRETS_MASTER_KEY} (the base64 of 32 bytes). The first that is set counts; a malformed one is an
 * error, not a reason to look at the next.
 *
 * <p>While the master key is being rotated, {@code SEALWARD_MASTER_KEY_PREVIOUS} (in the forms of
 * {@code SEALWARD_MASTER_KEY}) holds the present key and the variable above the new one; each
 * version gets the one its check value accepts.
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

  /** Has the key that a rotation replaces. */
  private static final Variable PREVIOUS = new Variable("SEALWARD_MASTER_KEY_PREVIOUS", true, true);

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
    Optional<Variable> named = current();
    if (named.isEmpty()) {
      return new SourceOption(KeySource.ENV, false, missing().sentence());
    }
    Obtained obtained = read(named.get());
    if (obtained instanceof Obtained.Unavailable none) {
      return new SourceOption(KeySource.ENV, false, none.remedy().sentence());
    }
    Arrays.fill(obtained.orRefuse(), (byte) 0);
    return new SourceOption(
        KeySource.ENV,
        true,
        "Found in " + named.get().name() + ". The variable must be set at every start.");
  }

  @Override
  public Made make(int version, @Nullable KeyCheck present, char[] passphrase) {
    Variable named = current().orElseThrow(() -> Refused.of(Refused.Kind.UNAVAILABLE, missing()));
    byte[] key = read(named).orRefuse();
    if (present != null && present.accepts(key)) {
      Arrays.fill(key, (byte) 0);
      throw Refused.of(Refused.Kind.UNAVAILABLE, notNew(named));
    }
    return new Made(key, null);
  }

  @Override
  public Obtained obtain(Recorded recorded, char[] passphrase) {
    byte @Nullable [] first = null;
    for (Variable variable : candidates()) {
      Obtained obtained = read(variable);
      if (!(obtained instanceof Obtained.Key found) || recorded.check().accepts(found.key())) {
        zero(first);
        return obtained;
      }
      if (first == null) {
        first = found.key();
      } else {
        zero(found.key());
      }
    }
    return first == null ? new Obtained.Unavailable(gone()) : new Obtained.Key(first);
  }

  private static void zero(byte @Nullable [] key) {
    if (key != null) {
      Arrays.fill(key, (byte) 0);
    }
  }

  @Override
  public void forget(Recorded recorded) {
    // The environment is the operator's.
  }

  private Optional<Variable> current() {
    return VARIABLES.stream().filter(variable -> text(variable).isPresent()).findFirst();
  }

  private List<Variable> candidates() {
    List<Variable> set = new ArrayList<>();
    current().ifPresent(set::add);
    text(PREVIOUS).ifPresent(isSet -> set.add(PREVIOUS));
    return set;
  }

  private Optional<String> text(Variable variable) {
    return Optional.ofNullable(environment.apply(variable.name()))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  private Obtained read(Variable variable) {
    byte @Nullable [] key = decode(variable, text(variable).orElse(""));
    return key == null ? new Obtained.Unavailable(malformed(variable)) : new Obtained.Key(key);
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

  private static Remedy notNew(Variable variable) {
    return Remedy.of(
        "MASTER_KEY_NOT_NEW",
        "The key in " + variable.name() + " is the present master key, not a new one.",
        "Start Sealward with the new key in SEALWARD_MASTER_KEY and the present one in "
            + PREVIOUS.name()
            + ".",
        "Then rotate.");
  }
}
