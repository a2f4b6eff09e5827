package dev.sealward.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.crypto.UnopenableException.Reason;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.IntFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-001")
@Tag("FOUND-04")
class EnvelopeTest {
  private static final int SEALED_VALUE_AT = 65;
  private static final byte[] PLAINTEXT = "hunter2".getBytes(StandardCharsets.UTF_8);
  private static final UUID ROW = UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0e0f");
  private static final Scope SCOPE = scope("acme", "web", Environment.PRODUCTION, "github");
  private static final Binding BINDING = Binding.of("secret", ROW, 1, SCOPE);

  private final SecureRandom random = new SecureRandom();
  private final ScopeKey key1 = key(1, 11);
  private final ScopeKey key2 = key(2, 22);
  private final byte[] envelope = Envelope.seal(PLAINTEXT, BINDING, key1, random);

  @Test
  void whatWasSealedOpens() {
    assertOpens(envelope, BINDING, only(key1), PLAINTEXT);
    assertOpens(
        Envelope.seal(new byte[0], BINDING, key1, random), BINDING, only(key1), new byte[0]);
  }

  @Test
  void aSecretValueIsSealedWithoutBeingClosed() {
    try (SecretValue value = SecretValue.copyOf(PLAINTEXT)) {
      byte[] sealed = Envelope.seal(value, BINDING, key1, random);
      assertOpens(sealed, BINDING, only(key1), PLAINTEXT);
      assertThat(value.matches(PLAINTEXT)).isTrue();
    }
  }

  @Test
  void layoutIsFormatKeyVersionWrappedKeyValue() {
    assertThat(envelope).hasSize(1 + 4 + 12 + 48 + 12 + PLAINTEXT.length + 16);
    assertThat(Arrays.copyOf(envelope, 5)).containsExactly(1, 0, 0, 0, 1);
    assertThat(Envelope.keyVersion(Envelope.seal(PLAINTEXT, BINDING, key(0x01020304, 5), random)))
        .isEqualTo(0x01020304);
  }

  @Test
  void twoEnvelopesOfOneValueHaveNothingInCommon() {
    byte[] other = Envelope.seal(PLAINTEXT, BINDING, key1, random);
    assertThat(Arrays.copyOfRange(other, 5, SEALED_VALUE_AT))
        .isNotEqualTo(Arrays.copyOfRange(envelope, 5, SEALED_VALUE_AT));
    assertThat(tail(other)).isNotEqualTo(tail(envelope));
  }

  @Test
  void noByteCanBeAltered() {
    for (int i = 0; i < envelope.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = envelope.clone();
        flipped[i] ^= (byte) (1 << bit);
        Reason reason =
            i == 0
                ? Reason.UNKNOWN_FORMAT
                : i < 5 ? Reason.UNKNOWN_KEY_VERSION : Reason.TAMPERED_OR_WRONG_KEY;
        assertUnopenable(reason, () -> Envelope.open(flipped, BINDING, only(key1)));
      }
    }
  }

  @Test
  void theKeyVersionIsBoundEvenIfTwoVersionsHadOneKey() {
    byte[] renumbered = envelope.clone();
    renumbered[4] = 2;
    assertUnopenable(
        Reason.TAMPERED_OR_WRONG_KEY,
        () -> Envelope.open(renumbered, BINDING, version -> key(version, 11)));
  }

  @Test
  void aKeyVersionBelowOneIsUnknown() {
    byte[] zero = envelope.clone();
    zero[4] = 0;
    byte[] negative = envelope.clone();
    negative[1] = -1;
    assertUnopenable(Reason.UNKNOWN_KEY_VERSION, () -> Envelope.keyVersion(zero));
    assertUnopenable(Reason.UNKNOWN_KEY_VERSION, () -> Envelope.keyVersion(negative));
  }

  @Test
  void noEndCanBeCutOff() {
    for (int length = 0; length < envelope.length; length++) {
      byte[] cut = Arrays.copyOf(envelope, length);
      Reason reason = length < 93 ? Reason.TRUNCATED : Reason.TAMPERED_OR_WRONG_KEY;
      assertUnopenable(reason, () -> Envelope.open(cut, BINDING, only(key1)));
    }
  }

  @Test
  void nothingCanBeAppended() {
    byte[] longer = Arrays.copyOf(envelope, envelope.length + 1);
    assertUnopenable(
        Reason.TAMPERED_OR_WRONG_KEY, () -> Envelope.open(longer, BINDING, only(key1)));
  }

  @Test
  void anUnknownFormatIsNamedBeforeItsLengthIsJudged() {
    assertUnopenable(Reason.UNKNOWN_FORMAT, () -> Envelope.keyVersion(new byte[] {2}));
    assertUnopenable(Reason.UNKNOWN_FORMAT, () -> Envelope.keyVersion(new byte[200]));
    assertUnopenable(Reason.TRUNCATED, () -> Envelope.keyVersion(new byte[0]));
  }

  @Test
  void movedToAnotherRowItDoesNotOpen() {
    assertBound(Binding.of("secret", UUID.randomUUID(), 1, SCOPE));
  }

  @Test
  void asAnotherVersionItDoesNotOpen() {
    assertBound(Binding.of("secret", ROW, 2, SCOPE));
  }

  @Test
  void forAnotherPurposeItDoesNotOpen() {
    assertBound(Binding.of("prompt", ROW, 1, SCOPE));
  }

  @Test
  @Tag("FOUND-07")
  void inAnotherScopeItDoesNotOpen() {
    for (Scope other :
        new Scope[] {
          scope("evil", "web", Environment.PRODUCTION, "github"),
          scope("acme", "app", Environment.PRODUCTION, "github"),
          scope("acme", "web", Environment.STAGING, "github"),
          scope("acme", "web", Environment.PRODUCTION, "gitlab"),
          scope("web", "acme", Environment.PRODUCTION, "github"),
        }) {
      assertBound(Binding.of("secret", ROW, 1, other));
    }
  }

  @Test
  void withAnotherKeyItDoesNotOpen() {
    assertUnopenable(
        Reason.TAMPERED_OR_WRONG_KEY, () -> Envelope.open(envelope, BINDING, only(key(1, 99))));
  }

  @Test
  void withoutTheKeyVersionItDoesNotOpen() {
    assertUnopenable(
        Reason.UNKNOWN_KEY_VERSION, () -> Envelope.open(envelope, BINDING, version -> null));
    assertUnopenable(
        Reason.UNKNOWN_KEY_VERSION, () -> Envelope.open(envelope, BINDING, version -> key2));
  }

  @Test
  void theKeyIsChosenByTheHeader() {
    byte[] newer = Envelope.seal(PLAINTEXT, BINDING, key2, random);
    IntFunction<ScopeKey> ring = version -> version == 1 ? key1 : key2;
    assertOpens(envelope, BINDING, ring, PLAINTEXT);
    assertOpens(newer, BINDING, ring, PLAINTEXT);
  }

  @Test
  void halvesOfTwoEnvelopesDoNotOpen() {
    byte[] other = Envelope.seal(PLAINTEXT, BINDING, key1, random);
    byte[] mixed = envelope.clone();
    System.arraycopy(
        other, SEALED_VALUE_AT, mixed, SEALED_VALUE_AT, other.length - SEALED_VALUE_AT);
    assertUnopenable(Reason.TAMPERED_OR_WRONG_KEY, () -> Envelope.open(mixed, BINDING, only(key1)));
  }

  @Test
  void rewrapKeepsTheCiphertextAndOpensUnderTheNewKeyOnly() {
    byte[] rewrapped = Envelope.rewrap(envelope, BINDING, key1, key2, random);

    assertThat(tail(rewrapped)).isEqualTo(tail(envelope));
    assertThat(Envelope.keyVersion(rewrapped)).isEqualTo(2);
    assertOpens(rewrapped, BINDING, only(key2), PLAINTEXT);
    assertUnopenable(
        Reason.UNKNOWN_KEY_VERSION, () -> Envelope.open(rewrapped, BINDING, only(key1)));
  }

  @Test
  void rewrapLeavesTheOldEnvelopeAlone() {
    byte[] before = envelope.clone();
    Envelope.rewrap(envelope, BINDING, key1, key2, random);
    assertThat(envelope).isEqualTo(before);
  }

  @Test
  void rewrapNeedsTheRightKeyVersionAndBinding() {
    assertUnopenable(
        Reason.UNKNOWN_KEY_VERSION, () -> Envelope.rewrap(envelope, BINDING, key2, key1, random));
    assertUnopenable(
        Reason.TAMPERED_OR_WRONG_KEY,
        () -> Envelope.rewrap(envelope, BINDING, key(1, 99), key2, random));
    assertUnopenable(
        Reason.TAMPERED_OR_WRONG_KEY,
        () -> Envelope.rewrap(envelope, Binding.of("secret", ROW, 2, SCOPE), key1, key2, random));
  }

  @Test
  void aClosedKeySealsAndOpensNothing() {
    ScopeKey closed = key(1, 11);
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> Envelope.seal(PLAINTEXT, BINDING, closed, random));
    assertThatIllegalStateException()
        .isThrownBy(() -> Envelope.open(envelope, BINDING, only(closed)));
  }

  @Test
  void openLeavesTheScopeKeyOpen() {
    assertOpens(envelope, BINDING, only(key1), PLAINTEXT);
    assertOpens(envelope, BINDING, only(key1), PLAINTEXT);
  }

  @Test
  void aScopeKeyHasAVersionAnd32Bytes() {
    assertThatIllegalArgumentException().isThrownBy(() -> ScopeKey.of(0, new byte[32]));
    assertThatIllegalArgumentException().isThrownBy(() -> ScopeKey.of(1, new byte[31]));
    assertThat(key2.keyVersion()).isEqualTo(2);
  }

  @Test
  void printsNothing() {
    assertThat(key1).hasToString("ScopeKey[hidden]");
    for (Reason reason : Reason.values()) {
      assertThat(new UnopenableException(reason)).hasMessageStartingWith(reason + ": the sealed");
    }
  }

  private void assertBound(Binding other) {
    assertUnopenable(
        Reason.TAMPERED_OR_WRONG_KEY, () -> Envelope.open(envelope, other, only(key1)));
  }

  private static void assertUnopenable(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UnopenableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static void assertOpens(
      byte[] envelope, Binding binding, IntFunction<ScopeKey> ring, byte[] plaintext) {
    try (SecretValue value = Envelope.open(envelope, binding, ring)) {
      assertThat(value.matches(plaintext)).isTrue();
    }
  }

  private static IntFunction<ScopeKey> only(ScopeKey key) {
    return version -> version == key.keyVersion() ? key : null;
  }

  private static ScopeKey key(int version, int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return ScopeKey.of(version, bytes);
  }

  private static byte[] tail(byte[] envelope) {
    return Arrays.copyOfRange(envelope, SEALED_VALUE_AT, envelope.length);
  }

  private static Scope scope(
      String tenant, String workspace, Environment environment, String provider) {
    return new Scope(
        TenantId.of(tenant), WorkspaceId.of(workspace), environment, ProviderId.of(provider));
  }
}
