package dev.sealward.access.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("ATTACK-11")
class OpenIdSettingsTest {
  @Test
  void withoutAnIssuerItIsOff() {
    assertThat(OpenIdSettings.read(name -> Optional.empty())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sealward.oidc.issuer | http://login.example | SEALWARD_OIDC_ISSUER",
        "sealward.oidc.issuer | https://user:pw@login.example | SEALWARD_OIDC_ISSUER",
        "sealward.oidc.issuer | https://login.example/?tenant=a | SEALWARD_OIDC_ISSUER",
        "sealward.oidc.issuer | no-address-at-all | SEALWARD_OIDC_ISSUER",
        "sealward.oidc.issuer | file:///etc/passwd | SEALWARD_OIDC_ISSUER",
        "sealward.oidc.client.id | '' | SEALWARD_OIDC_CLIENT_ID",
        "sealward.oidc.client.id | two words | SEALWARD_OIDC_CLIENT_ID",
        "sealward.oidc.client.secret | short | SEALWARD_OIDC_CLIENT_SECRET",
        "sealward.oidc.scopes | profile email | SEALWARD_OIDC_SCOPES",
        "sealward.oidc.second.factor | mf\"a hwk | SEALWARD_OIDC_SECOND_FACTOR",
        "sealward.oidc.link.by.email | yes | SEALWARD_OIDC_LINK_BY_EMAIL",
        "sealward.public.url | '' | SEALWARD_PUBLIC_URL"
      })
  void wrongSettingIsNamedAndNotRepeated(String name, String text, String variable) {
    Map<String, String> given = good();
    given.put(name, text);

    IllegalArgumentException refused =
        catchThrowableOfType(IllegalArgumentException.class, () -> read(given));

    assertThat(refused).hasMessageContaining(variable);
    if (text.length() > 5) {
      assertThat(refused.getMessage()).doesNotContain(text);
    }
  }

  @Test
  void secretIsReadFromItsFileAnewAndFromNoFileThatOthersRead(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "first-client-secret\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> given = good();
    given.remove("sealward.oidc.client.secret");
    given.put("sealward.oidc.client.secret.file", file.toString());

    OpenIdSettings settings = read(given);
    assertThat(settings.secret()).isEqualTo("first-client-secret");
    Files.writeString(file, "second-client-secret");
    assertThat(settings.secret()).isEqualTo("second-client-secret");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> read(given)))
        .hasMessageContaining("SEALWARD_OIDC_CLIENT_SECRET_FILE");
  }

  @Test
  void nothingTheProviderSaysIsTakenForASecondFactorUntilItIsNamed() {
    assertThat(read(good()).secondFactorWords()).isEmpty();
    Map<String, String> given = good();
    given.put("sealward.oidc.second.factor", " mfa  hwk mfa ");
    assertThat(read(given).secondFactorWords()).containsExactlyInAnyOrder("mfa", "hwk");
  }

  private static Map<String, String> good() {
    return new HashMap<>(
        Map.of(
            "sealward.oidc.issuer", "https://login.example/realms/staff",
            "sealward.oidc.client.id", "sealward",
            "sealward.oidc.client.secret", "a-long-client-secret",
            "sealward.public.url", "https://sealward.example"));
  }

  private static OpenIdSettings read(Map<String, String> given) {
    return OpenIdSettings.read(
            name -> Optional.ofNullable(given.get(name)).filter(text -> !text.isBlank()))
        .orElseThrow();
  }
}
