package dev.sealward.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every proof that docs/security.md names is a test that exists, so that its lists cannot rot. */
@Tag("NFR-028")
@Tag("ST-SEC-004")
class SecurityPageTest {
  private static final Path PAGE = Path.of("docs", "security.md");
  private static final Path TESTS = Path.of("src", "test", "java");
  private static final Pattern PROOF = Pattern.compile("`((\\w+(?:Test|IT|Fuzz))(?:\\.(\\w+))?)`");

  @Test
  void everyProofExists() throws IOException {
    Map<String, String> sources = sources();
    List<String> proofs = new ArrayList<>();
    for (String row : rows()) {
      Matcher proof = PROOF.matcher(row);
      while (proof.find()) {
        proofs.add(proof.group(1));
        assertThat(sources).as(proof.group()).containsKey(proof.group(2));
        if (proof.group(3) != null) {
          assertThat(sources.get(proof.group(2)))
              .as(proof.group())
              .containsPattern("(?m)^ +void " + proof.group(3) + "\\(");
        }
      }
    }
    assertThat(proofs).hasSizeGreaterThan(60);
  }

  @Test
  void everyRowNamesAProof() throws IOException {
    assertThat(rows())
        .hasSizeGreaterThan(40)
        .allSatisfy(row -> assertThat(row).containsPattern("(?:Test|IT|Fuzz)\\b[^|]*\\|$"));
  }

  /** The rows of all tables, without their heads. */
  private static List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    List<String> lines = Files.readAllLines(PAGE);
    for (int i = 0; i < lines.size(); i++) {
      boolean head = i + 1 < lines.size() && lines.get(i + 1).startsWith("|--");
      if (lines.get(i).startsWith("|") && !lines.get(i).startsWith("|--") && !head) {
        rows.add(lines.get(i));
      }
    }
    return rows;
  }

  /** The source of each test by the simple name of its class. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> all = Files.walk(TESTS)) {
      for (Path file : all.filter(file -> file.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString();
        sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
      }
    }
    return sources;
  }
}
