package dev.sealward.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.guard.TextFields;
import dev.sealward.guard.TextFields.Field;
import dev.sealward.guard.TextFields.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Holds {@link TextFields} against every input of every page, every parameter that is read and
 * every member of an API body: a field that nobody decided about fails the build.
 */
@Tag("ST-SEC-002")
class TextFieldsTest {
  private static final Path PAGES = Path.of("src", "main", "webapp", "WEB-INF");
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

  /** What a page is made of besides its own file. */
  private static final Pattern PART =
      Pattern.compile("<ui:(?:include src|decorate template)=\"([^\"]+)\"");

  /** Reads JSON past {@link dev.sealward.api}'s one reader, which checks what it reads. */
  private static final Pattern OTHER_READER =
      Pattern.compile(
          "JsonParser|JsonReader|createReader|createParser|readAllBytes|BeanParam|Form");

  @Test
  void everyFieldIsDeclared() throws IOException {
    Set<Field> fields = fields();
    assertThat(fields).hasSizeGreaterThan(200);
    assertThat(fields)
        .as("have no place in TextFields")
        .filteredOn(field -> !TextFields.declared().contains(field))
        .isEmpty();
  }

  @Test
  void nothingIsDeclaredThatIsNotThere() throws IOException {
    Set<Field> fields = fields();
    assertThat(TextFields.declared())
        .as("are no fields any more")
        .filteredOn(declared -> !fields.contains(declared))
        .isEmpty();
  }

  /** A form's input is known by its page, also where a part of the page holds it. */
  @Test
  void partsOfPagesAreTheIncludedOnes() throws IOException {
    Set<String> withFields = new TreeSet<>();
    fields().forEach(field -> withFields.add(field.place()));
    Map<String, Set<String>> included = new TreeMap<>();
    for (Path page : files(PAGES, ".xhtml")) {
      included.put(place(page), included(page));
    }
    included.forEach(
        (place, parts) ->
            assertThat(TextFields.parts(place))
                .as("parts of " + place)
                .isEqualTo(
                    parts.stream()
                        .filter(part -> holdsFields(part, included, withFields))
                        .collect(Collectors.toSet())));
  }

  private static boolean holdsFields(
      String place, Map<String, Set<String>> included, Set<String> withFields) {
    return withFields.contains(place)
        || included.getOrDefault(place, Set.of()).stream()
            .anyMatch(part -> holdsFields(part, included, withFields));
  }

  /** A name that another place declares decides nothing. */
  @Test
  void whatNobodyDeclaredIsScanned() {
    assertThat(TextFields.of("settings/rotate", "value")).isEqualTo(Kind.SECRET);
    assertThat(TextFields.of("settings/entity", "value")).isEqualTo(Kind.SCANNED);
    assertThat(TextFields.of("NdjsonLines", "text")).isEqualTo(Kind.MASKED);
    assertThat(TextFields.of("RunsResource", "text")).isEqualTo(Kind.SCANNED);
    assertThat(TextFields.of("NewResource", "state")).isEqualTo(Kind.SCANNED);
  }

  /**
   * What the API takes comes through the reader that checks it; files and prompts are masked. What
   * was stored is read again to be written.
   */
  @Test
  void nothingElseReadsABodyOfTheApi() throws IOException {
    for (Path file : files(CODE.resolve("api"), ".java")) {
      if (!List.of("FlatJson", "RunJson").contains(stem(file))) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(OTHER_READER);
      }
    }
  }

  /** An input whose name is a secret's is never one that shows again what was typed. */
  @Test
  void secretsAreTypedIntoFieldsThatForgetThem() throws IOException {
    for (Path page : files(PAGES, ".xhtml")) {
      Matcher input = COMPONENT.matcher(Files.readString(page));
      while (input.find()) {
        String id = attribute(input.group(1), "id");
        if (TextFields.of(place(page), id) == Kind.SECRET) {
          assertThat(input.group())
              .as(id + " in " + page)
              .containsPattern("^<sw:secret |value=\"#\\{[^}]*\\.typed}\"");
        }
      }
    }
  }

  private static Set<Field> fields() throws IOException {
    Set<Field> fields = new HashSet<>();
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
    // Is cut out of its body before a text is made of anything in it.
    fields.add(new Field("SecretBody", "value"));
    return fields;
  }

  private static void addAll(
      Set<Field> fields, Path page, String text, Pattern element, String key) {
    Matcher found = element.matcher(text);
    while (found.find()) {
      String name = attribute(found.group(1), key);
      boolean isInput =
          !FACES_OUTPUT.matcher(found.group()).find()
              && !attribute(found.group(1), "type").equals("submit");
      // The tags that pages write an input with pass its id on; what has no name sends nothing.
      if (isInput && !name.isEmpty() && !name.contains("#{")) {
        fields.add(new Field(place(page), name));
      }
    }
  }

  private static String attribute(String tag, String name) {
    Matcher found = Pattern.compile("(?:^|\\s)" + name + "=\"([^\"]*)\"").matcher(tag);
    return found.find() ? found.group(1) : "";
  }

  /** The places of what a page includes by itself; what a class chooses are the steps of set-up. */
  private static Set<String> included(Path page) throws IOException {
    Set<String> parts = new TreeSet<>();
    Matcher part = PART.matcher(Files.readString(page));
    while (part.find()) {
      if (part.group(1).equals("#{setUpPage.view}")) {
        for (Path step : files(PAGES.resolve("includes").resolve("setup"), ".xhtml")) {
          parts.add(place(step));
        }
      } else {
        parts.add(place(PAGES.resolve(part.group(1).replaceFirst("^/WEB-INF/", ""))));
      }
    }
    return parts;
  }

  /** A page's or part's, as {@link TextFields} calls it. */
  private static String place(Path page) {
    Path file = PAGES.relativize(page);
    String name = file.subpath(1, file.getNameCount()).toString().replace('\\', '/');
    return name.substring(0, name.lastIndexOf('.'));
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
