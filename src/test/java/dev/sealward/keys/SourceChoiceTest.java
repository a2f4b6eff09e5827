package dev.sealward.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.kernel.Refused;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("HOME-02")
class SourceChoiceTest {

  @ParameterizedTest
  @CsvSource({
    "KEYCHAIN;PASSPHRASE;ENV;FILE, KEYCHAIN",
    "PASSPHRASE;ENV;FILE, PASSPHRASE",
    "KEYCHAIN, KEYCHAIN",
  })
  void autoPrefersTheKeychainThenAPassphrase(String available, KeySource preselected) {
    SourceOffer offer = SourceChoice.parse("auto").offer(sources(available));
    assertThat(offer.preselected()).contains(preselected);
    assertThat(offer.missing()).isEmpty();
    assertThat(offer.options()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ENV;FILE"})
  @Tag("FR-028-001b")
  void autoNeverFallsBackToAWeakerSource(String available) {
    SourceOffer offer = SourceChoice.parse("auto").offer(sources(available));
    assertThat(offer.preselected()).isEmpty();
    assertThat(offer.options()).extracting(SourceOption::explanation).contains("about PASSPHRASE");
  }

  @Test
  @Tag("FR-028-001b")
  void passphraseCanAlwaysBeTyped() {
    PassphraseKey fileGone =
        new PassphraseKey(Optional.of(Path.of("no", "such", "file")), new SecureRandom());
    SourceOffer offer =
        SourceChoice.parse("auto")
            .offer(List.of(new Fake(KeySource.KEYCHAIN, false, true), fileGone));
    assertThat(offer.preselected()).contains(KeySource.PASSPHRASE);
    assertThat(offer.options().get(1).explanation()).contains("types it after each start");
  }

  @ParameterizedTest
  @EnumSource
  void fixedSourceIsTheOnlyOneOfferedAndAsked(KeySource only) {
    SourceOffer offer =
        SourceChoice.parse(only.text())
            .offer(
                Arrays.stream(KeySource.values())
                    .<MasterKeySource>map(s -> new Fake(s, true, s == only))
                    .toList());
    assertThat(offer.options()).extracting(SourceOption::source).containsExactly(only);
    assertThat(offer.preselected()).contains(only);
  }

  @Test
  @Tag("FR-028-001b")
  void fixedSourceThatIsNotThereIsNotReplaced() {
    SourceOffer offer = SourceChoice.parse("keychain").offer(sources("PASSPHRASE;ENV;FILE"));
    assertThat(offer.preselected()).isEmpty();
    assertThat(offer.missing().orElseThrow().code()).isEqualTo("KEY_SOURCE_UNAVAILABLE");
    assertThat(offer.missing().orElseThrow().steps()).containsExactly("about KEYCHAIN");
  }

  @Test
  void otherSourceThanTheFixedOneIsRefused() {
    SourceChoice env = SourceChoice.parse("env");
    env.requireAllowed(KeySource.ENV);
    Refused refused = catchThrowableOfType(Refused.class, () -> env.requireAllowed(KeySource.FILE));
    assertThat(refused.remedy().code()).isEqualTo("KEY_SOURCE_FIXED");
    assertThat(refused.field()).contains("source");
    for (KeySource source : KeySource.values()) {
      SourceChoice.parse("auto").requireAllowed(source);
    }
  }

  @Test
  void otherSourceThanTheRecordedOneTakesARotation() {
    assertThat(SourceChoice.parse("env").mismatch(KeySource.ENV)).isEmpty();
    assertThat(SourceChoice.parse(" auto ").mismatch(KeySource.ENV)).isEmpty();
    assertThat(SourceChoice.parse("").mismatch(KeySource.FILE)).isEmpty();
    assertThat(SourceChoice.parse("env").mismatch(KeySource.FILE).orElseThrow().sentence())
        .contains("says env", "comes from file", "Rotate");
  }

  @Test
  void unknownSettingIsRefusedWithoutEchoingIt() {
    assertThatThrownBy(() -> SourceChoice.parse("nightjar"))
        .isInstanceOf(Refused.class)
        .hasMessageNotContaining("nightjar");
  }

  private static List<MasterKeySource> sources(String available) {
    List<String> names = List.of(available.split(";"));
    return Arrays.stream(KeySource.values())
        .<MasterKeySource>map(source -> new Fake(source, names.contains(source.name()), true))
        .toList();
  }

  private record Fake(KeySource source, boolean available, boolean mayBeAsked)
      implements MasterKeySource {
    @Override
    public SourceOption option() {
      assertThat(mayBeAsked).isTrue();
      return new SourceOption(source, available, "about " + source);
    }

    @Override
    public Made make(int version, @Nullable KeyCheck present, char[] passphrase) {
      throw new AssertionError("not asked");
    }

    @Override
    public Obtained obtain(Recorded recorded, char[] passphrase) {
      throw new AssertionError("not asked");
    }

    @Override
    public void forget(Recorded recorded) {
      throw new AssertionError("not asked");
    }
  }
}
