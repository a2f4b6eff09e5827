package dev.sealward.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Refused;
import dev.sealward.redaction.Redactor;
import dev.sealward.run.content.ContentLimits;
import dev.sealward.run.content.ContentMasking;
import dev.sealward.run.content.MaskedContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ST-SEC-005")
@Tag("INPUT-01")
class ArtifactNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        ".hidden",
        "-rf",
        "a/b",
        "a\\b",
        "../a",
        "a..b",
        "a.",
        "a b",
        "a\nb",
        "a\u0000",
        "a\u202eb",
        "a%2fb",
        "\u00e4",
        "a\"b",
        "a;b",
        "a:b"
      })
  void nameThatIsNoneIsRefused(String name) {
    assertThatThrownBy(() -> ArtifactName.of(name))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith("NAME_INVALID");
    assertThatThrownBy(() -> ArtifactName.of("x".repeat(129))).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "report.json", "A-1_b.tar.gz", "0"})
  void plainNameIsTaken(String name) {
    assertThat(ArtifactName.of(name).value()).isEqualTo(name);
    assertThat(ArtifactName.of("x".repeat(128)).value()).hasSize(128);
  }

  @Test
  void endingSaysWhatAnArtifactIsOnlyWhereItIsText() throws IOException {
    MaskedContent text = masked("text");
    MaskedContent bytes = masked("\0\1");
    assertThat(ArtifactName.of("a.json").mediaType(text)).isEqualTo("application/json");
    assertThat(ArtifactName.of("a.CSV").mediaType(text)).isEqualTo("text/csv");
    assertThat(ArtifactName.of("a.html").mediaType(text)).isEqualTo("text/plain");
    assertThat(ArtifactName.of("a.json").mediaType(bytes)).isEqualTo("application/octet-stream");
  }

  private static MaskedContent masked(String content) throws IOException {
    return new ContentMasking(
            Redactor.of(new byte[32]), ContentLimits.OF_STORED, Path.of("unused"), found -> {})
        .mask(new ByteArrayInputStream(content.getBytes(UTF_8)), OutputStream.nullOutputStream());
  }
}
