package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-002b")
class PersonNamesTest {
  private static final Path CODE = Path.of("src", "main", "java");
  private static final Pattern PART =
      Pattern.compile(
          "(?:Caller\\.(?:system|unknown)|anonymous|Kind\\.SYSTEM,)\\s*\\(?\\s*\"([a-z-]+)\"");

  @Test
  void nameOfEveryPartThatActsInTheTrailIsReserved() throws IOException {
    List<String> parts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CODE)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher part = PART.matcher(Files.readString(file));
        while (part.find()) {
          parts.add(part.group(1));
        }
      }
    }
    assertThat(parts).contains("sign-in", "set-up", "render-guard", "keys", "unlock");
    assertThat(PersonNames.RESERVED).containsAll(parts);
  }

  @Test
  void nameOfEveryRoleIsReserved() {
    assertThat(Stream.of(Role.values()).map(Role::text)).allMatch(PersonNames.RESERVED::contains);
    for (Role role : Role.values()) {
      assertThat(Role.parse(role.text())).isEqualTo(role);
    }
    for (String none : new String[] {null, "", "ADMIN", " admin", "root"}) {
      assertThat(catchThrowableOfType(Refused.class, () -> Role.parse(none)).remedy().code())
          .isEqualTo("ROLE_INVALID");
    }
  }

  @Test
  @Tag("ATTACK-02")
  void nameIsTheSameHoweverItIsTyped() {
    for (String typed : List.of("kim", " KIM ", "\t Kim\u2003", "\u212aim")) {
      assertThat(PersonNames.meant(typed)).as(typed).isEqualTo("kim");
    }
  }

  @Test
  @Tag("ATTACK-02")
  void whateverCannotBeANameIsOneUnknownName() {
    for (String typed :
        new String[] {
          null,
          "",
          "a b",
          "kim\u200b",
          "\uff4b\uff49\uff4d",
          "k\u00efm",
          "x".repeat(64),
          "y".repeat(100_000)
        }) {
      assertThat(PersonNames.meant(typed)).isEmpty();
    }
  }
}
