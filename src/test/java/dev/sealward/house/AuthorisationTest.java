package dev.sealward.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.sealward.access.ForAnyone;
import dev.sealward.access.ForEntities;
import dev.sealward.access.Level;
import dev.sealward.access.Needs;
import dev.sealward.access.NeedsGrant;
import dev.sealward.access.Permission;
import dev.sealward.kernel.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every method that pages, the API or anybody with a caller in hand can call on a face says who may
 * call it, and says what {@code authorisation.txt} says. That methods do what they say is {@code
 * AuthorisationIT}'s to prove.
 */
@AnalyzeClasses(packages = "dev.sealward", importOptions = ImportOption.DoNotIncludeTests.class)
class AuthorisationTest {
  private static final Set<String> WHY = Set.of("self", "check", "fact", "door");

  @ArchTest
  static void everyMethodOfAFaceSaysWhoMayCallIt(JavaClasses house) throws IOException {
    Map<String, String> declared = new TreeMap<>();
    for (JavaMethod method : Faces.methods(house)) {
      String name = Faces.name(method);
      declared.merge(name, who(method), (one, other) -> one.equals(other) ? one : "ambiguous");
    }
    assertThat(declared).hasSizeGreaterThan(90).isEqualTo(table());
  }

  @ArchTest
  static void whatPagesCallBelowThatFloorIsListed(JavaClasses house) throws IOException {
    Set<String> called = new TreeSet<>();
    for (JavaMethod method : Faces.below(house)) {
      if (Faces.isCalledFromOutside(method)) {
        called.add(Faces.name(method));
      }
    }
    assertThat(called).isEqualTo(listedBelow());
  }

  /** Whom a test tries; the rest names a test of its own. */
  @ArchTest
  static void whatAnybodyMayCallSaysWhy(JavaClasses house) throws IOException {
    Set<String> tests = testNames();
    for (String[] row : rows()) {
      if (isOfAFace(row) && row[1].equals("*")) {
        assertThat(row).as(row[0]).hasSize(4);
        assertThat(WHY.contains(row[3]) || tests.contains(row[3])).as(row[0]).isTrue();
      } else if (isOfAFace(row)) {
        assertThat(row).as(row[0]).hasSize(3);
      }
    }
  }

  private static Set<String> testNames() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("IT.java") || name.endsWith("Test.java"))
          .map(name -> name.replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }

  private static String who(JavaMethod method) {
    List<String> said = new ArrayList<>();
    method
        .tryGetAnnotationOfType(Needs.class)
        .ifPresent(needs -> said.add(letters(needs.value()) + " -"));
    method
        .tryGetAnnotationOfType(NeedsGrant.class)
        .ifPresent(needs -> said.add(letters(needs.people()) + " " + needs.value().text()));
    method.tryGetAnnotationOfType(ForEntities.class).ifPresent(any -> said.add("- own"));
    method.tryGetAnnotationOfType(ForAnyone.class).ifPresent(any -> said.add("* *"));
    return said.size() == 1 ? said.get(0) : "declared " + said.size() + " times";
  }

  private static String letters(Permission... permissions) {
    if (permissions.length == 0) {
      return "-";
    }
    return List.of(Role.VIEWER, Role.OPERATOR, Role.SECURITY_LEAD, Role.ADMIN).stream()
        .filter(role -> permissions[0].isHeldBy(Set.of(role)))
        .map(role -> role.name().substring(0, 1))
        .collect(Collectors.joining());
  }

  private static Map<String, String> table() throws IOException {
    Map<String, String> table = new TreeMap<>();
    for (String[] row : rows()) {
      if (isOfAFace(row)) {
        table.put(row[0], row[1].replace("!", "") + " " + row[2]);
      }
    }
    assertThat(table.values()).allMatch(who -> who.matches("(\\*|-|V?O?S?A?) (\\*|-|own|.*)"));
    for (String who : table.values()) {
      String entities = who.substring(who.indexOf(' ') + 1);
      if (!Set.of("*", "-", "own").contains(entities)) {
        Level.parse(entities);
      }
    }
    return table;
  }

  private static Set<String> listedBelow() throws IOException {
    return rows().stream()
        .filter(row -> !isOfAFace(row))
        .map(row -> row[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isOfAFace(String[] row) {
    return row[1].matches("\\*|-|V?O?S?A?!?");
  }

  private static List<String[]> rows() throws IOException {
    return Files.readAllLines(Path.of("src", "test", "resources", "authorisation.txt")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\s+"))
        .toList();
  }
}
