package dev.sealward.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Every proof that docs/security.md names is a test that exists, so that its lists cannot rot. */
@Tag("NFR-028")
@Tag("ST-SEC-004")
class SecurityPageTest {
  private static final Path PAGE = Path.of("docs", "security.md");
  private static final Pattern PROOF = Pattern.compile("`(\\w+(?:Test|IT)(?:\\.\\w+)?)`");

  @Test
  void everyProofExists() throws IOException, URISyntaxException {
    Set<String> tests = tests();
    List<String> proofs = new ArrayList<>();
    for (String row : rows()) {
      Matcher proof = PROOF.matcher(row);
      while (proof.find()) {
        proofs.add(proof.group(1));
      }
    }
    assertThat(proofs).hasSizeGreaterThan(60);
    assertThat(tests).containsAll(proofs);
  }

  @Test
  void everyRowNamesAProof() throws IOException {
    assertThat(rows())
        .hasSizeGreaterThan(40)
        .allSatisfy(row -> assertThat(row).containsPattern("(?:Test|IT)\\b[^|]*\\|$"));
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

  /** Classes by their simple names, and their tests behind a dot. */
  private static Set<String> tests() throws URISyntaxException {
    URL here = SecurityPageTest.class.getProtectionDomain().getCodeSource().getLocation();
    Set<String> tests = new TreeSet<>();
    for (JavaClass type : new ClassFileImporter().importLocations(Set.of(Location.of(here)))) {
      for (JavaMethod method : type.getMethods()) {
        if (method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class)) {
          tests.add(type.getSimpleName());
          tests.add(type.getSimpleName() + "." + method.getName());
        }
      }
    }
    return tests;
  }
}
