package dev.sealward.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.api.SealwardApi;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every address that code declares stands in {@code reachable.txt}, with who may reach it. */
@Tag("FR-028-002")
class ReachableTest {
  private static final java.nio.file.Path SOURCES = java.nio.file.Path.of("src", "main");
  private static final Pattern ROUTE =
      Pattern.compile("entry\\(\\s*\"([^\"]+)\",\\s*\"[^\"]+\"\\)");
  private static final Pattern SERVER = Pattern.compile("SERVER =\\s+Set\\.of\\(([^)]+)\\)");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern MAPPING =
      Pattern.compile(
          "<servlet-mapping>.*?<url-pattern>([^<]+)</url-pattern>.*?</servlet-mapping>",
          Pattern.DOTALL);

  @Test
  void everyPageIsListed() throws IOException {
    String routes = Files.readString(SOURCES.resolve("java/dev/sealward/web/Routes.java"));
    assertThat(all(ROUTE, routes)).hasSizeGreaterThan(30).isEqualTo(listed("page"));
  }

  @Test
  void everyServletIsListed() throws IOException {
    String web = Files.readString(SOURCES.resolve("webapp/WEB-INF/web.xml"));
    assertThat(all(MAPPING, web)).hasSizeGreaterThan(5).isEqualTo(listed("inner"));
    try (var files = Files.walk(SOURCES.resolve("java"))) {
      for (java.nio.file.Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file))
            .as("%s is a servlet outside of web.xml", file)
            .doesNotContain("@WebServlet", "@WebFilter", "@ServerEndpoint");
      }
    }
  }

  @Test
  void everyMethodOfTheApiIsListed() throws IOException {
    Set<String> declared = new TreeSet<>();
    String root = SealwardApi.class.getAnnotation(ApplicationPath.class).value();
    for (Class<?> resource : new SealwardApi().getClasses()) {
      Path at = resource.getAnnotation(Path.class);
      for (Method method : at == null ? new Method[0] : resource.getMethods()) {
        Arrays.stream(method.getAnnotations())
            .map(Annotation::annotationType)
            .filter(type -> type.isAnnotationPresent(HttpMethod.class))
            .map(type -> type.getAnnotation(HttpMethod.class).value())
            .forEach(verb -> declared.add(verb + " " + root + path(at) + path(method)));
      }
    }
    assertThat(declared).hasSizeGreaterThan(15).isEqualTo(listed("api"));
  }

  /** The rest of what the server answers by itself is kept from the caller. */
  @Test
  void everyEndPointOfTheServerIsListed() throws IOException {
    String paths = Files.readString(SOURCES.resolve("java/dev/sealward/web/PagePaths.java"));
    Matcher known = SERVER.matcher(paths);
    assertThat(known.find()).isTrue();
    Set<String> listed = listed("server");
    assertThat(listed.removeIf(each -> each.startsWith("/jakarta.faces.resource/"))).isTrue();
    assertThat(all(QUOTED, known.group(1))).isEqualTo(listed);
  }

  private static String path(Path at) {
    return at.value().equals("/") ? "" : at.value();
  }

  private static String path(Method method) {
    Path at = method.getAnnotation(Path.class);
    return at == null ? "" : path(at);
  }

  private static Set<String> all(Pattern form, String text) {
    return form.matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> listed(String kind) throws IOException {
    Pattern line = Pattern.compile("^" + kind + "\\s+(\\S+)\\s+(\\S+)\\s+\\d{3}\\s+\\S+$");
    Set<String> listed = new TreeSet<>();
    for (String text :
        Files.readAllLines(java.nio.file.Path.of("src", "test", "resources", "reachable.txt"))) {
      Matcher found = line.matcher(text);
      if (found.matches()) {
        listed.add(kind.equals("api") ? found.group(1) + " " + found.group(2) : found.group(2));
      }
    }
    return listed;
  }
}
