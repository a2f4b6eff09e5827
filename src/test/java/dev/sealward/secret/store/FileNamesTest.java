package dev.sealward.secret.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FR-028-001d")
@Tag("FR-028-002b")
class FileNamesTest {
  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  private static final Pattern SAFE = Pattern.compile("[+=a-z0-9][+=a-z0-9._-]*");
  private static final Pattern RESERVED =
      Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

  @ParameterizedTest
  @CsvSource({
    "OPENAI_API_KEY, +openai_api_key",
    "openAiKey, open=ai=key",
    "OPENaI, +open=ai",
    "a1.b-2_c, a1.b-2_c",
    "007, 007",
    "aA, a=a"
  })
  void caseIsSpelledOut(String name, String encoded) {
    assertThat(FileNames.encode(name)).isEqualTo(encoded);
    assertThat(FileNames.decode(encoded)).hasValue(name);
  }

  @Test
  void everyNameHasItsOwnSafeFileName() {
    SplittableRandom random = new SplittableRandom(28);
    Map<String, String> nameByFile = new HashMap<>();
    int made = 0;
    while (made < 20_000) {
      String name = text(random, 1 + random.nextInt(made % 2 == 0 ? 3 : 128));
      try {
        SecretName.of(name);
      } catch (Refused notAName) {
        continue;
      }
      made++;
      String encoded = FileNames.encode(name);
      assertThat(encoded).matches(SAFE).doesNotContain("..").isLowerCase();
      assertThat(encoded).as("as Windows reads it").doesNotMatch(RESERVED);
      assertThat((encoded + ".enc.new").length()).isLessThanOrEqualTo(201);
      assertThat(FileNames.decode(encoded)).hasValue(name);
      String other = nameByFile.putIfAbsent(encoded.toLowerCase(Locale.ROOT), name);
      assertThat(other == null || other.equals(name)).as(encoded).isTrue();
    }
  }

  @Test
  void noFolderEndsInADotOrIsOneOfSealwardsOwn() {
    assertThat(FileNames.folder("acme.")).isEqualTo("acme.=");
    assertThat(FileNames.decode("acme.=")).hasValue("acme.");
    for (String own : List.of("db", "keys", "logs", "server", "sealward.lock", "store.lock")) {
      assertThat(FileNames.tenant(TenantId.of(own).value())).isEqualTo(own + "=");
      assertThat(FileNames.decode(own + "=")).hasValue(own);
    }
    assertThat(FileNames.tenant("default")).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "+a=b=c", "+", "a==b", "=1", "+1", "Key", "+=a"})
  void whatNoNameIsWrittenAsIsNoName(String encoded) {
    assertThat(FileNames.decode(encoded)).isEmpty();
  }

  private static String text(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
