package dev.sealward.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Refused;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ATTACK-03")
class PasswordHashTest {
  private static final String SALT = "AAECAwQFBgcICQoLDA0ODw";
  private static final String TAG = "A".repeat(43);

  private final SecureRandom random = new SecureRandom();
  private final Semaphore permits = new Semaphore(1, true);
  private final PasswordHash hashes =
      new PasswordHash(new Argon2Cost(64, 1, 1), permits, Duration.ZERO);
  private final char[] password = "correct horse".toCharArray();

  /** RFC 9106, section 5.3. */
  @Test
  void rfc9106Vector() {
    Argon2Parameters parameters =
        new Argon2Cost(32, 3, 4)
            .parameters()
            .withSalt(filled(16, 2))
            .withSecret(filled(8, 3))
            .withAdditional(filled(12, 4))
            .build();

    assertThat(HexFormat.of().formatHex(Argon2Cost.derive(filled(32, 1), parameters, 32)))
        .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  }

  /** From the tests of the reference implementation, phc-winner-argon2. */
  @Test
  void aHashOfTheReferenceImplementationVerifies() {
    String phc =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    assertThat(hashes.verify("password".toCharArray(), phc)).isTrue();
    assertThat(hashes.verify("Password".toCharArray(), phc)).isFalse();
  }

  @Test
  void theRightPasswordVerifiesAndNoOther() {
    String phc = hashes.hash(password, random);

    assertThat(hashes.verify(password, phc)).isTrue();
    assertThat(hashes.verify("correct horsf".toCharArray(), phc)).isFalse();
    assertThat(hashes.verify(new char[0], phc)).isFalse();
    assertThat(password).isEqualTo("correct horse".toCharArray());
  }

  @Test
  void everyHashHasItsOwnSalt() {
    assertThat(hashes.hash(password, random)).isNotEqualTo(hashes.hash(password, random));
  }

  @Test
  void theDefaultCostIsTheRecommendedOne() {
    PasswordHash productive = new PasswordHash(1, Duration.ZERO);

    String phc = productive.hash(password, random);

    assertThat(phc)
        .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
    assertThat(productive.verify(password, phc)).isTrue();
    assertThat(productive.needsRehash(phc)).isFalse();
  }

  @Test
  void aHashOfAnotherCostNeedsRehash() {
    PasswordHash productive = new PasswordHash(1, Duration.ZERO);
    String cheap = hashes.hash(password, random);

    assertThat(productive.needsRehash(cheap)).isTrue();
    assertThat(productive.verify(password, cheap)).isTrue();
    assertThat(hashes.needsRehash(cheap)).isFalse();
  }

  @Test
  void nobodyHasNoPassword() {
    assertThat(hashes.verifyAgainstNobody(password)).isFalse();
  }

  @Test
  void anyOtherTextIsRefusedWithoutEcho() {
    for (String phc :
        List.of(
            "",
            phc("argon2i", "v=19", "m=64,t=1,p=1", SALT, TAG),
            phc("argon2id", "v=16", "m=64,t=1,p=1", SALT, TAG),
            phc("argon2id", "v=19", "t=1,m=64,p=1", SALT, TAG),
            phc("argon2id", "v=19", "m=064,t=1,p=1", SALT, TAG),
            phc("argon2id", "v=19", "m=65537,t=1,p=1", SALT, TAG),
            phc("argon2id", "v=19", "m=9999999,t=1,p=1", SALT, TAG),
            phc("argon2id", "v=19", "m=99999999999,t=1,p=1", SALT, TAG),
            phc("argon2id", "v=19", "m=64,t=17,p=1", SALT, TAG),
            phc("argon2id", "v=19", "m=64,t=1,p=5", SALT, TAG),
            phc("argon2id", "v=19", "m=15,t=1,p=2", SALT, TAG),
            phc("argon2id", "v=19", "m=64,t=0,p=1", SALT, TAG),
            phc("argon2id", "v=19", "m=64,t=1,p=1", "AAAA", TAG),
            phc("argon2id", "v=19", "m=64,t=1,p=1", "A".repeat(65), TAG),
            phc("argon2id", "v=19", "m=64,t=1,p=1", SALT.replace('w', 'x'), TAG),
            phc("argon2id", "v=19", "m=64,t=1,p=1", "A".repeat(25), TAG),
            phc("argon2id", "v=19", "m=64,t=1,p=1", SALT, TAG + "="),
            phc("argon2id", "v=19", "m=64,t=1,p=1", SALT, "A".repeat(42)),
            phc("argon2id", "v=19", "m=64,t=1,p=1", SALT, TAG) + "\n")) {
      assertThatIllegalArgumentException()
          .as(phc)
          .isThrownBy(() -> hashes.verify(password, phc))
          .withMessageMatching(
              "the stored password hash is malformed|the Argon2 cost is out of bounds");
    }
  }

  @Test
  void whoeverGetsNoTurnInTimeIsRefused() throws Exception {
    String phc = hashes.hash(password, random);
    permits.acquire();

    assertBusy(() -> hashes.hash(password, random));
    assertBusy(() -> hashes.verify(password, phc));
    assertBusy(() -> hashes.verifyAgainstNobody(password));

    permits.release();
    assertThat(hashes.verify(password, phc)).isTrue();
  }

  @Test
  void theTurnIsGivenBack() {
    hashes.verify(password, hashes.hash(password, random));
    hashes.verifyAgainstNobody(password);
    assertThat(permits.availablePermits()).isEqualTo(1);
  }

  @Test
  void anInterruptedWaitIsRefusedAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    assertBusy(() -> hashes.verifyAgainstNobody(password));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void atLeastOneMayRun() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PasswordHash(0, Duration.ZERO));
  }

  @Test
  void printsNothing() {
    assertThat(hashes).hasToString("PasswordHash[Argon2Cost[memoryKib=64, passes=1, lanes=1]]");
    assertThat(StoredPassword.parse(hashes.hash(password, random)))
        .hasToString("StoredPassword[hidden]");
  }

  private static void assertBusy(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(Refused.Kind.UNAVAILABLE);
              assertThat(refused.remedy().code()).isEqualTo("PASSWORD_CHECK_BUSY");
            });
  }

  private static String phc(String id, String v, String cost, String salt, String tag) {
    return "$" + id + "$" + v + "$" + cost + "$" + salt + "$" + tag;
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
