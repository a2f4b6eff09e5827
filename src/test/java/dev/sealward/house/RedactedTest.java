package dev.sealward.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.redaction.RedactedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Whatever a face gives to pages, the API or anybody with a caller in hand and that can hold text
 * is masked on its way out ({@link Redacted}), or {@code unredacted.txt} says why it need not be.
 */
@AnalyzeClasses(packages = "dev.sealward", importOptions = ImportOption.DoNotIncludeTests.class)
class RedactedTest {
  /** What the interceptor looks into, besides records. */
  private static final List<Class<?>> LOOKED_INTO =
      List.of(String.class, Collection.class, Map.class, Optional.class);

  /** What holds no text, as the interceptor sees it, besides enums and the kernel's records. */
  private static final List<Class<?>> TEXTLESS =
      List.of(
          Number.class,
          Boolean.class,
          UUID.class,
          TemporalAccessor.class,
          TemporalAmount.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          RedactedText.class);

  @ArchTest
  static void whatAFaceGivesIsMaskedOrItIsSaidWhyNot(JavaClasses house) throws IOException {
    Set<String> unmasked = new TreeSet<>();
    for (JavaMethod method : Faces.methods(house)) {
      boolean holdsText = !opaqueOrText(method).isEmpty();
      if (holdsText && !method.isAnnotatedWith(Redacted.class)) {
        unmasked.add(Faces.name(method));
      }
    }
    assertThat(unmasked).isEqualTo(listed().keySet());
    assertThat(listed().values()).allSatisfy(why -> assertThat(why).isNotBlank());
  }

  /** Else every call of it would fail, or find nothing to do. */
  @ArchTest
  static void whatIsMaskedCanBeAndTakesACaller(JavaClasses house) {
    Set<String> wrong = new TreeSet<>();
    int found = 0;
    for (JavaClass type : house) {
      for (JavaMethod method : type.getMethods()) {
        if (method.isAnnotatedWith(Redacted.class)) {
          found++;
          Set<String> parts = opaqueOrText(method);
          if (!takesACaller(method) || parts.isEmpty() || !parts.equals(Set.of("String"))) {
            wrong.add(Faces.name(method) + " " + parts);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(found).isGreaterThan(30);
  }

  private static boolean takesACaller(JavaMethod method) {
    return method.getRawParameterTypes().stream()
        .anyMatch(type -> type.isEquivalentTo(Caller.class));
  }

  /** The types in what it returns that hold text, or could. */
  private static Set<String> opaqueOrText(JavaMethod method) {
    Set<String> found = new TreeSet<>();
    look(method.getReturnType(), new HashSet<>(), found);
    return found;
  }

  private static void look(JavaType type, Set<String> seen, Set<String> found) {
    for (JavaClass raw : type.getAllInvolvedRawTypes()) {
      look(raw, seen, found);
    }
  }

  private static void look(JavaClass type, Set<String> seen, Set<String> found) {
    if (!seen.add(type.getName()) || isTextless(type)) {
      return;
    }
    if (type.isRecord()) {
      type.getFields().stream()
          .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
          .forEach(field -> look(field.getType(), seen, found));
    } else if (isOneOfOurs(type)) {
      type.getAllSubclasses().forEach(one -> look(one, seen, found));
    } else if (type.isEquivalentTo(String.class) || !isAny(type, LOOKED_INTO)) {
      found.add(type.getSimpleName());
    }
  }

  private static boolean isTextless(JavaClass type) {
    return type.isPrimitive()
        || type.isEnum()
        || isAny(type, TEXTLESS)
        || (type.isRecord() && type.getPackageName().equals("dev.sealward.kernel"));
  }

  /** An interface of records. */
  private static boolean isOneOfOurs(JavaClass type) {
    return type.isInterface()
        && !type.getAllSubclasses().isEmpty()
        && type.getAllSubclasses().stream().allMatch(JavaClass::isRecord);
  }

  private static boolean isAny(JavaClass type, List<Class<?>> of) {
    return of.stream().anyMatch(type::isAssignableTo);
  }

  /** The method's name and why it need not be masked. */
  private static Map<String, String> listed() throws IOException {
    return Files.readAllLines(Path.of("src", "test", "resources", "unredacted.txt")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\s+", 2))
        .collect(
            Collectors.toMap(
                row -> row[0], row -> row.length > 1 ? row[1] : "", (a, b) -> a, TreeMap::new));
  }
}
