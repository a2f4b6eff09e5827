package dev.sealward.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The set-up code: what is accepted, and what a guesser meets. */
@Tag("ST-SEC-001")
class SetUpTest {
  private static final String CODE = "ABCD-EFGH-JK23";
  private static final String ADDRESS = "192.0.2.7";

  private final Ticking clock = new Ticking();
  private final List<String> audited = new ArrayList<>();
  private boolean somebody;
  private boolean broken;

  @Test
  void codeIsAcceptedHoweverItsGroupsAreTyped() {
    for (String typed : new String[] {CODE, "abcdefghjk23", " ABCD efgh-JK23 "}) {
      setUp(CODE).acceptCode(typed, ADDRESS);
    }
    assertThat(audited).containsOnly("SETUP_CODE_ACCEPTED " + ADDRESS);
  }

  @Test
  @Tag("ATTACK-10")
  void codeWorksOnce() {
    SetUp setUp = setUp(CODE);
    setUp.acceptCode(CODE, ADDRESS);
    assertRefused(setUp, CODE, "SETUP_CODE_REFUSED");
  }

  @Test
  @Tag("ATTACK-10")
  void codeWorksForThirtyMinutes() {
    SetUp setUp = setUp(CODE);
    clock.pass(Duration.ofMinutes(30).plusNanos(1));
    assertRefused(setUp, CODE, "SETUP_CODE_REFUSED");
  }

  @Test
  @Tag("ATTACK-10")
  void wrongCodesAreAuditedNotEchoedAndSlowedDown() {
    SetUp setUp = setUp(CODE);
    for (String typed : new String[] {"-", "A", "ABCD-EFGH-JK24", "x".repeat(100), CODE + "A"}) {
      assertRefused(setUp, typed, "SETUP_CODE_REFUSED");
    }
    assertRefused(setUp, null, "FIELD_MISSING");
    assertRefused(setUp, " ", "FIELD_MISSING");
    assertThat(audited)
        .as("nothing typed is no attempt")
        .hasSize(5)
        .containsOnly("SETUP_CODE_REFUSED " + ADDRESS);
    assertRefused(setUp, CODE, "SETUP_CODE_TOO_MANY");

    // Who sits at the machine is not kept out by somebody elsewhere.
    setUp.acceptCode(CODE, "192.0.2.8");
  }

  @Test
  @Tag("ATTACK-10")
  void waitAfterWrongCodesEnds() {
    SetUp setUp = setUp(CODE);
    for (int i = 0; i < 5; i++) {
      assertRefused(setUp, "ABCD", "SETUP_CODE_REFUSED");
    }
    assertRefused(setUp, CODE, "SETUP_CODE_TOO_MANY");
    clock.pass(Duration.ofSeconds(2));
    setUp.acceptCode(CODE, ADDRESS);
  }

  @Test
  @Tag("ST-SEC-010")
  void codeWhoseUseCannotBeRecordedIsNotUsed() {
    SetUp setUp = setUp(CODE);
    broken = true;
    assertThatThrownBy(() -> setUp.acceptCode(CODE, ADDRESS))
        .isInstanceOf(IllegalStateException.class);
    broken = false;
    setUp.acceptCode(CODE, ADDRESS);
  }

  @Test
  void withoutACodeOrAfterTheFirstAdminNothingIsAccepted() {
    assertRefused(setUp(null), CODE, "SETUP_CODE_REFUSED");
    assertRefused(setUp(null), "ABCD", "SETUP_CODE_REFUSED");
    somebody = true;
    assertRefused(setUp(CODE), CODE, "SETUP_STEP_DONE");
  }

  private static void assertRefused(SetUp setUp, @Nullable String typed, String code) {
    assertThatThrownBy(() -> setUp.acceptCode(typed, ADDRESS))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.remedy().code()).isEqualTo(code);
              assertThat(refused.getMessage()).doesNotContain(CODE);
            });
  }

  private SetUp setUp(@Nullable String code) {
    Config config =
        (Config)
            Proxy.newProxyInstance(
                SetUpTest.class.getClassLoader(),
                new Class<?>[] {Config.class},
                (proxy, method, arguments) -> Optional.ofNullable(code).map(SetUpTest::digest));
    return new SetUp(
        null, null, new Somebody(), new Trail(), new ShortTransactions(), clock, config);
  }

  private static String digest(String code) {
    return HexFormat.of().formatHex(MachineToken.sha256(code.replace("-", "").getBytes(US_ASCII)));
  }

  private final class Somebody extends People {
    @Override
    public boolean anyone() {
      return somebody;
    }
  }

  private final class Trail extends AuditTrail {
    @Override
    public void record(Caller caller, Action action, Target target) {
      if (broken) {
        throw new IllegalStateException("the trail cannot be written");
      }
      audited.add(action + " " + caller.address());
    }

    @Override
    public void recordRefusal(Caller caller, Action action, Target target, String code) {
      audited.add(action + " " + caller.address());
    }
  }
}
