package dev.sealward.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.secret.Resolved;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-04")
class ResolveResourceTest {

  @Test
  void theValueGoesOutAsItsBytesAndIsClosed() {
    SecretRef ref = SecretRef.parse("secret://default/default/production/generic/DB#3");
    SecretValue value = SecretValue.copyOf("{\"value\":\"gehe\\u0069m-ä\"}".getBytes(UTF_8));
    byte[] answer = ResolveResource.answer(new Resolved(ref, 3, value));
    assertThat(new String(answer, UTF_8))
        .isEqualTo(
            "{\"ref\":\"secret://default/default/production/generic/DB#3\",\"version\":3,"
                + "\"value\":{\"value\":\"gehe\\u0069m-ä\"}}");
    assertThatThrownBy(() -> value.use(bytes -> bytes.length))
        .isInstanceOf(IllegalStateException.class);
  }
}
