package dev.sealward.guard;

import static dev.sealward.guard.GuardFixture.KNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.redaction.RedactedText;
import dev.sealward.redaction.Redactor;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What pages and feeds get of a result in which the engine fails on something. */
@Tag("ST-SEC-004")
@Tag("ST-SEC-006")
class RedactedInterceptorTest {
  private final GuardFixture fixture = new GuardFixture().open();
  private final RedactedInterceptor interceptor = new RedactedInterceptor(fixture.guard);

  /** What a face gives to a page. */
  record Line(long seq, String text) {}

  @Redacted
  @SuppressWarnings("unused") // the method that is intercepted
  List<Line> lines(Caller caller) {
    return List.of();
  }

  @Test
  void textTheEngineFailsOnIsBlockedAndTheOthersAreShown() throws Exception {
    String tooLong = KNOWN + "x".repeat(Redactor.MAX_TEXT_BYTES);
    Object shown =
        interceptor.redact(
            call(List.of(new Line(1, "a " + KNOWN), new Line(2, tooLong), new Line(3, "c"))));

    assertThat(shown)
        .asInstanceOf(InstanceOfAssertFactories.list(Line.class))
        .satisfiesExactly(
            first -> assertThat(first.text()).startsWith("a [masked:").doesNotContain(KNOWN),
            second -> assertThat(second).isEqualTo(new Line(2, RedactedText.BLOCKED.toString())),
            third -> assertThat(third).isEqualTo(new Line(3, "c")));
    assertThat(fixture.alerted)
        .singleElement()
        .asString()
        .startsWith("REDACTION_FAILED page RedactedInterceptorTest.lines 1 texts blocked");
    assertThat(fixture.audited)
        .containsExactly("REDACTION_FAILED page RedactedInterceptorTest.lines REDACTION_FAILED");
    assertThat(fixture.failures.total(WayOut.PAGE)).isEqualTo(1);
  }

  @Test
  void resultThatCannotBeMaskedIsNotReturned() {
    assertThatThrownBy(() -> interceptor.redact(call(new StringBuilder(KNOWN))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.remedy().code()).isEqualTo("REDACTION_FAILED"));
    assertThat(fixture.alerted).singleElement().asString().doesNotContain(KNOWN);
    assertThat(fixture.failures.total(WayOut.PAGE)).isEqualTo(1);
  }

  private InvocationContext call(Object result) throws NoSuchMethodException {
    Method lines = RedactedInterceptorTest.class.getDeclaredMethod("lines", Caller.class);
    return (InvocationContext)
        Proxy.newProxyInstance(
            RedactedInterceptorTest.class.getClassLoader(),
            new Class<?>[] {InvocationContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getParameters" -> new Object[] {fixture.caller};
                  case "getMethod" -> lines;
                  case "proceed" -> result;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
