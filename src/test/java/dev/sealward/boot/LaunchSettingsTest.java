package dev.sealward.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.access.SessionLimits;
import dev.sealward.keys.KeySource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("HOME-01")
class LaunchSettingsTest {

  @Test
  void withoutSettingsItServesLoopbackInProduction() {
    LaunchSettings settings = read(Map.of("user.home", "/home/ann"), Map.of());
    assertThat(settings.dataDirectory()).isEqualTo(Path.of("/home/ann/.sealward"));
    assertThat(settings.bind()).isEqualTo("127.0.0.1");
    assertThat(settings.httpPort()).isEqualTo(8080);
    assertThat(settings.mode()).isEqualTo(LaunchSettings.Mode.PRODUCTION);
    assertThat(settings.address()).isEqualTo("http://127.0.0.1:8080");
  }

  @Test
  void environmentVariablesAreReadAndPropertiesComeFirst() {
    Map<String, String> environment =
        Map.of(
            "SEALWARD_DATA_DIR", " /srv/a/../sealward ",
            "SEALWARD_HTTP_PORT", "9000",
            "SEALWARD_BIND", "::1",
            "SEALWARD_MODE", "development");
    LaunchSettings settings = read(Map.of("sealward.http.port", "9001"), environment);
    assertThat(settings.dataDirectory()).isEqualTo(Path.of("/srv/sealward"));
    assertThat(settings.httpPort()).isEqualTo(9001);
    assertThat(settings.mode()).isEqualTo(LaunchSettings.Mode.DEVELOPMENT);
    assertThat(settings.address()).isEqualTo("http://[::1]:9001");
  }

  @Test
  void blankSettingsCountAsNone() {
    LaunchSettings settings =
        read(Map.of("sealward.http.port", " "), Map.of("SEALWARD_HTTP_PORT", ""));
    assertThat(settings.httpPort()).isEqualTo(8080);
  }

  @Test
  void relativeDataDirectoryIsMadeAbsolute() {
    assertThat(read(Map.of(), Map.of("SEALWARD_DATA_DIR", "here")).dataDirectory())
        .isAbsolute()
        .endsWithRaw(Path.of("here"));
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, http://127.0.0.1:8080", "::, http://127.0.0.1:8080"})
  void addressOfEveryInterfaceIsShownAsLoopback(String bind, String address) {
    assertThat(read(Map.of(), Map.of("SEALWARD_BIND", bind)).address()).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "99999", "-1", "80a", "8080 8081", "１２", "0x50"})
  void unusablePortNamesItsVariable(String port) {
    assertUnusable("SEALWARD_HTTP_PORT", port);
  }

  @ParameterizedTest
  @Tag("VAULT-10")
  @ValueSource(strings = {"0", "-1", "ten", "1.5", "99999999999999999999"})
  void unusableBackupSettingsNameTheirVariable(String number) {
    assertUnusable("SEALWARD_BACKUP_KEEP", number);
    assertUnusable("SEALWARD_RESTORE_MAX_BYTES", number);
    assertUnusable("SEALWARD_BACKUP_EVERY", "every " + number);
  }

  @ParameterizedTest
  @Tag("VAULT-09")
  @ValueSource(strings = {"0", "-1", "many", "1e3", "99999999"})
  void unusableLimitsNameTheirVariable(String number) {
    assertUnusable("SEALWARD_RESOLVES_PER_MINUTE", number);
    assertUnusable("SEALWARD_CALLS_PER_MINUTE", number);
    assertUnusable("SEALWARD_ADDRESS_CALLS_PER_MINUTE", number);
    assertUnusable("SEALWARD_FAILED_TOKENS_PER_MINUTE", number);
  }

  @ParameterizedTest
  @Tag("VAULT-09")
  @ValueSource(strings = {"proxy.example", "10.0.0.1/8", "*", "10.0.0.5, localhost"})
  void unusableProxiesNameTheirVariable(String proxies) {
    assertUnusable("SEALWARD_TRUSTED_PROXIES", proxies);
    read(Map.of(), Map.of("SEALWARD_TRUSTED_PROXIES", "10.0.0.5, 10.1.0.0/16 ::1"));
  }

  @ParameterizedTest
  @Tag("ST-SEC-005")
  @ValueSource(strings = {"0", "keep", "Mask", "masked"})
  void unusableArtifactSettingsNameTheirVariable(String setting) {
    assertUnusable("SEALWARD_ARTIFACT_MAX_BYTES", setting);
    assertUnusable("SEALWARD_ARTIFACT_ARCHIVES", setting);
    assertUnusable("SEALWARD_ARTIFACT_BINARIES", setting);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "example.org", "127.0.0.1;reboot", "127.0.0.1\nset x", "1"})
  void bindTakesAnAddressOnly(String bind) {
    assertUnusable("SEALWARD_BIND", bind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Production", "dev", "test"})
  void unknownModeNamesItsVariable(String mode) {
    assertUnusable("SEALWARD_MODE", mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "101", "-1", "25%", "half", "1e1"})
  @Tag("VAULT-06")
  void loadThatIsNoneNamesItsVariable(String load) {
    assertUnusable("SEALWARD_BACKGROUND_LOAD", load);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SEALWARD_KEY_MAX_AGE", "SEALWARD_KEY_SETTLE", "SEALWARD_AUDIT_VERIFY_EVERY"})
  @Tag("VAULT-06")
  void keyTimeThatIsNoneNamesItsVariable(String variable) {
    assertUnusable(variable, "90 days");
    assertUnusable(variable, "-PT1M");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keyring", "Auto", "none", "file,env"})
  @Tag("HOME-02")
  void unknownKeySourceNamesItsVariable(String source) {
    assertUnusable("SEALWARD_KEY_SOURCE", source);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("HOME-02")
  void everyKeySourceMayBeNamed(KeySource source) {
    read(Map.of(), Map.of("SEALWARD_KEY_SOURCE", source.text()));
    read(Map.of(), Map.of("SEALWARD_KEY_SOURCE", "auto"));
  }

  @ParameterizedTest
  @Tag("FOUND-01")
  @ValueSource(strings = {"database", "DB", "dev", "file,vault"})
  void unknownStoreAndTheDevelopersInProductionNameTheirVariable(String store) {
    assertUnusable("SECRETS_PROVIDER", store);
  }

  @ParameterizedTest
  @Tag("FOUND-01")
  @ValueSource(strings = {"db", "file", "keychain", "vault", "aws", "gcp", "dev"})
  void eachStoreCanBeChosenInDevelopment(String store) {
    assertThat(
            read(Map.of(), Map.of("SECRETS_PROVIDER", store, "SEALWARD_MODE", "development"))
                .mode())
        .isEqualTo(LaunchSettings.Mode.DEVELOPMENT);
  }

  @ParameterizedTest
  @Tag("FR-028-002")
  @CsvSource({
    "SEALWARD_SESSION_IDLE, PT59S",
    "SEALWARD_SESSION_IDLE, PT12H1S",
    "SEALWARD_SESSION_IDLE, soon",
    "SEALWARD_SESSION_ABSOLUTE, PT0S",
    "SEALWARD_SESSION_ABSOLUTE, P7DT1S"
  })
  void sessionOutOfBoundsNamesItsVariable(String name, String time) {
    assertUnusable(name, time);
  }

  @Test
  @Tag("FR-028-002")
  void sessionsHaveTheSameBoundsHereAsInTheServer() {
    assertThat(LaunchSettings.SHORTEST_SESSION).isEqualTo(SessionLimits.SHORTEST);
    assertThat(LaunchSettings.LONGEST_IDLE).isEqualTo(SessionLimits.LONGEST_IDLE);
    assertThat(LaunchSettings.LONGEST_SESSION).isEqualTo(SessionLimits.LONGEST);
    read(Map.of(), Map.of("SEALWARD_SESSION_IDLE", "PT1M", "SEALWARD_SESSION_ABSOLUTE", "P7D"));
  }

  @Test
  @Tag("VAULT-05")
  void auditRowsStayForEverOrForThirtyDaysAtLeast() {
    for (String nonsense : List.of("P29DT23H59M59S", "PT0S", "-P400D", "400", "P1Y", "for ever")) {
      assertUnusable("SEALWARD_AUDIT_KEEP", nonsense);
    }
    read(Map.of(), Map.of("SEALWARD_AUDIT_KEEP", "P30D"));
    read(Map.of(), Map.of("SEALWARD_AUDIT_KEEP", "P400D"));
    read(Map.of(), Map.of());
  }

  @Test
  @Tag("VAULT-05")
  void ownerOfTheSchemaNeedsPostgres() {
    assertUnusable("SEALWARD_DB_OWNER_USER", "sealward_owner");
  }

  private static void assertUnusable(String name, String value) {
    assertThatThrownBy(() -> read(Map.of(), Map.of(name, value)))
        .isInstanceOf(LaunchSettings.Unusable.class)
        .hasMessageStartingWith(name + " must be");
  }

  private static LaunchSettings read(
      Map<String, String> properties, Map<String, String> environment) {
    return LaunchSettings.read(properties::get, environment::get);
  }
}
