package dev.sealward.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.guard.TextFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Holds {@link TextFields} against every input of every page, every parameter that is read and
 * every member of an API body: a field that nobody decided about fails the build.
 */
@Tag("ST-SEC-002")
class TextFieldsTest {
  private static final Path PAGES = Path.of("src", "main", "webapp");
  private static final Path CODE = Path.of("src", "main", "java", "dev", "sealward");

  /** Components of any library that take input, by what such components are called. */
  private static final Pattern COMPONENT =
      Pattern.compile(
          "<(?!ui:|f:|c:)\\w+:(?i:\\w*(?:input|select|password|text|secret|area|editor|chip|complete"
              + "|upload|picker|spinner|slider|rating|mask|number|check|radio)\\w*)\\s([^>]*)>");

  private static final Pattern CONTROL = Pattern.compile("<(?:input|select|textarea)\\s([^>]*)>");
  private static final Pattern FACES_OUTPUT = Pattern.compile("^<h:output");

  /** Where code takes a text by its name. */
  private static final Pattern READ =
      Pattern.compile(
          "(?:\\bquery|\\bgetParameter|\\bpart|[tT]ext|requiredNumber|\\w+Param)\\(\\s*\"([A-Za-z-]+)\"");

  private static final Pattern SCAN =
      Pattern.compile("refusePlaintext\\(\\s*[^\"()]*(?:\\(\\))?\\s*,\\s*\"([A-Za-z-]+)\"");

  private record Field(String place, String name) {
    boolean isDeclaredBy(String declared) {
      return declared.equals(name) || declared.equals(place + "." + name);
    }
  }

  @Test
  void everyFieldIsDeclared() throws IOException {
    Set<String> declared = TextFields.declared();
    List<Field> fields = fields();
    assertThat(fields).hasSizeGreaterThan(60);
    assertThat(fields)
        .as("stand in no list of TextFields")
        .filteredOn(field -> declared.stream().noneMatch(field::isDeclaredBy))
        .isEmpty();
  }

  @Test
  void nothingIsDeclaredThatIsNotThere() throws IOException {
    List<Field> fields = fields();
    assertThat(TextFields.declared())
        .as("are no fields any more")
        .filteredOn(declared -> fields.stream().noneMatch(field -> field.isDeclaredBy(declared)))
        .isEmpty();
  }

  /** What a module scans before it stores it is declared so, and what is declared so is scanned. */
  @Test
  void scannedFieldsAreTheDeclaredOnes() throws IOException {
    Set<String> scanned = new TreeSet<>();
    for (Path file : files(CODE, ".java")) {
      Matcher scan = SCAN.matcher(Files.readString(file));
      while (scan.find()) {
        scanned.add(scan.group(1));
      }
    }
    Set<String> declared = new TreeSet<>();
    for (String name : TextFields.declared()) {
      if (TextFields.of("", name) == TextFields.Kind.SCANNED) {
        declared.add(name.substring(name.lastIndexOf('.') + 1));
      }
    }
    assertThat(scanned).isEqualTo(declared);
  }

  /** An input whose name is a secret's is never one that shows again what was typed. */
  @Test
  void secretsAreTypedIntoFieldsThatForgetThem() throws IOException {
    for (Path page : files(PAGES, ".xhtml")) {
      Matcher input = COMPONENT.matcher(Files.readString(page));
      while (input.find()) {
        String id = attribute(input.group(1), "id");
        if (TextFields.of(stem(page), id) == TextFields.Kind.SECRET) {
          assertThat(input.group())
              .as(id + " in " + page)
              .containsPattern("^<sw:secret |value=\"#\\{[^}]*\\.typed}\"");
        }
      }
    }
  }

  private static List<Field> fields() throws IOException {
    List<Field> fields = new ArrayList<>();
    for (Path page : files(PAGES, ".xhtml")) {
      String text = Files.readString(page);
      addAll(fields, page, text, COMPONENT, "id");
      addAll(fields, page, text, CONTROL, "name");
    }
    for (String module : List.of("web", "api")) {
      for (Path file : files(CODE.resolve(module), ".java")) {
        Matcher read = READ.matcher(Files.readString(file));
        while (read.find()) {
          fields.add(new Field(stem(file), read.group(1)));
        }
      }
    }
    return fields;
  }

  private static void addAll(
      List<Field> fields, Path page, String text, Pattern element, String key) {
    Matcher found = element.matcher(text);
    while (found.find()) {
      String name = attribute(found.group(1), key);
      boolean isInput =
          !FACES_OUTPUT.matcher(found.group()).find()
              && !attribute(found.group(1), "type").equals("submit");
      // The tags that pages write an input with pass its id on; what has no name sends nothing.
      if (isInput && !name.isEmpty() && !name.contains("#{")) {
        fields.add(new Field(stem(page), name));
      }
    }
  }

  private static String attribute(String tag, String name) {
    Matcher found = Pattern.compile("(?:^|\\s)" + name + "=\"([^\"]*)\"").matcher(tag);
    return found.find() ? found.group(1) : "";
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }
}
