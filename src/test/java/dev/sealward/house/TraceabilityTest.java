package dev.sealward.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Holds docs/traceability.md against the requirement ids on the tests. Run with {@code
 * -Dtraceability.write=true} to write it anew.
 */
class TraceabilityTest {
  private static final Path PAGE = Path.of("docs", "traceability.md");
  private static final Path REQUIREMENTS = Path.of("docs", "requirements.tsv");

  /** Everything beside this class, read once: that takes seconds. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(TraceabilityTest.class.getProtectionDomain().getCodeSource().getLocation());

  private record Requirement(String id, String text, String seenAt) {}

  @Test
  @Tag("NFR-028")
  void pageSaysWhichTestsProveWhichRequirement() throws IOException {
    String fresh = page(requirements(), testsById());
    if (Boolean.getBoolean("traceability.write")) {
      Files.writeString(PAGE, fresh);
    }
    assertThat(Files.readString(PAGE))
        .as("stale: run mvn test -Dtest=TraceabilityTest -Dtraceability.write=true")
        .isEqualTo(fresh);
  }

  @Test
  @Tag("NFR-028")
  void everyTagIsAKnownRequirementAndEveryTestCarriesOne() throws IOException {
    Set<String> known = new TreeSet<>();
    requirements().forEach(requirement -> known.add(requirement.id()));
    Set<String> tagged = testsById().keySet();
    assertThat(known).containsAll(tagged);
    assertThat(untagged()).isEmpty();
    // What hit systems like this one is tried here, every kind of it.
    known.removeIf(id -> !id.startsWith("ATTACK-"));
    assertThat(tagged).containsAll(known);
    assertThat(known).hasSize(20);
  }

  private static List<Requirement> requirements() throws IOException {
    return Files.readAllLines(REQUIREMENTS).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\t", -1))
        .map(cells -> new Requirement(cells[0], cells[1], cells.length > 2 ? cells[2] : ""))
        .toList();
  }

  private static Map<String, Set<String>> testsById() {
    Map<String, Set<String>> tests = new TreeMap<>();
    forEachTest(
        (method, tags) ->
            tags.forEach(
                tag ->
                    tests
                        .computeIfAbsent(tag, id -> new TreeSet<>())
                        .add(method.getOwner().getSimpleName() + "." + method.getName())));
    return tests;
  }

  private static Set<String> untagged() {
    Set<String> without = new TreeSet<>();
    forEachTest(
        (method, tags) -> {
          if (tags.isEmpty()) {
            without.add(method.getFullName());
          }
        });
    return without;
  }

  private interface Visit {
    void test(JavaMethod method, Set<String> tags);
  }

  private static void forEachTest(Visit visit) {
    for (JavaClass type : CLASSES) {
      if (type.isEquivalentTo(TraceabilityTest.class)
          || !type.getPackageName().startsWith("dev.")) {
        continue;
      }
      for (JavaMethod method : type.getMethods()) {
        if (method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class)) {
          Set<String> tags = new LinkedHashSet<>(tags(method.getAnnotations()));
          tags.addAll(tags(type.getAnnotations()));
          visit.test(method, tags);
        }
      }
    }
  }

  private static Set<String> tags(Set<? extends JavaAnnotation<?>> annotations) {
    Set<String> tags = new LinkedHashSet<>();
    for (JavaAnnotation<?> annotation : annotations) {
      String name = annotation.getRawType().getName();
      if (name.equals("org.junit.jupiter.api.Tag")) {
        tags.add(String.valueOf(annotation.get("value").orElseThrow()));
      } else if (name.equals("org.junit.jupiter.api.Tags")) {
        for (Object each : (Object[]) annotation.get("value").orElseThrow()) {
          tags.add(String.valueOf(((JavaAnnotation<?>) each).get("value").orElseThrow()));
        }
      }
    }
    return tags;
  }

  private static String page(List<Requirement> requirements, Map<String, Set<String>> tests) {
    StringBuilder page = new StringBuilder();
    page.append("# Requirements and what proves them\n\n");
    page.append(
        "Made from `docs/requirements.tsv` and the `@Tag`s on the tests; the build fails when it is"
            + " stale.\n\nA requirement without tests is not built yet.\n\n");
    Map<String, Requirement> byId = new LinkedHashMap<>();
    requirements.forEach(requirement -> byId.put(requirement.id(), requirement));
    page.append("| requirement | what | tests | seen at |\n|---|---|---|---|\n");
    byId.forEach(
        (id, requirement) ->
            page.append("| ")
                .append(id)
                .append(" | ")
                .append(requirement.text())
                .append(" | ")
                .append(String.join("<br>", tests.getOrDefault(id, Set.of())))
                .append(" | ")
                .append(requirement.seenAt())
                .append(" |\n"));
    return page.toString();
  }
}
