package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sealward.kernel.Refused;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refusal must look like. */
final class Refusals {
  private Refusals() {}

  static Refused assertRefused(String code, ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    assertThat(thrown).isInstanceOf(Refused.class);
    Refused refused = (Refused) thrown;
    assertThat(refused.remedy().code()).isEqualTo(code);
    return refused;
  }
}
