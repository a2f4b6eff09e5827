package dev.sealward.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every place where the kernel turns a text into an id, against what does not belong there. */
@Tag("FR-028-002b")
@Tag("FOUND-02")
class HostileIdsTest {
  private static final String ID = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final String NAME = ID + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final Map<String, Function<String, Object>> ENTRIES = new LinkedHashMap<>();

  static {
    ENTRIES.put("tenant", TenantId::of);
    ENTRIES.put("workspace", WorkspaceId::of);
    ENTRIES.put("provider", ProviderId::of);
    ENTRIES.put("entity", EntityId::of);
    ENTRIES.put("project", ProjectId::of);
    ENTRIES.put("secret name", SecretName::of);
    ENTRIES.put("environment", Environment::parse);
    ENTRIES.put("secret id", SecretId::parse);
    ENTRIES.put("run id", RunId::parse);
    ENTRIES.put("typed id", text -> Input.id("entity", text));
    ENTRIES.put("reference", SecretRef::parse);
    ENTRIES.put("tenant of a reference", text -> reference(text, "w", "dev", "p", "N"));
    ENTRIES.put("workspace of a reference", text -> reference("t", text, "dev", "p", "N"));
    ENTRIES.put("environment of a reference", text -> reference("t", "w", text, "p", "N"));
    ENTRIES.put("provider of a reference", text -> reference("t", "w", "dev", text, "N"));
    ENTRIES.put("name of a reference", text -> reference("t", "w", "dev", "p", text));
    ENTRIES.put("version of a reference", text -> reference("t", "w", "dev", "p", "N#" + text));
  }

  private static SecretRef reference(String... parts) {
    return SecretRef.parse("secret://" + String.join("/", parts));
  }

  static Stream<String> entries() {
    return ENTRIES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void hostileTextIsRefusedWithATypedErrorThatDoesNotSayItBack(String entry) {
    HostileIds.all()
        .forEach(
            text -> {
              // A long name is a name still.
              if (entry.contains("name") && text.length() <= 128 && text.endsWith("aaaa")) {
                return;
              }
              try {
                fail("%s took %s", entry, ENTRIES.get(entry).apply(text));
              } catch (Refused refused) {
                assertThat(refused.kind()).isIn(Refused.Kind.INVALID, Refused.Kind.MISSING);
                assertThat(refused.getMessage()).doesNotContain(HostileIds.MARK);
                assertThat(refused.remedy().toString()).doesNotContain(HostileIds.MARK);
              }
            });
  }

  /** Kernel types that are made of a text must stand in the table above. */
  @Test
  void everyTypeOfIdIsTried() {
    Set<Class<?>> tried =
        Set.of(
            TenantId.class,
            WorkspaceId.class,
            ProviderId.class,
            EntityId.class,
            ProjectId.class,
            SecretName.class,
            SecretId.class,
            RunId.class);
    java.io.File[] files =
        new java.io.File("src/main/java/dev/sealward/kernel")
            .listFiles((folder, name) -> name.matches("\\w+(Id|Name|Ref)\\.java"));
    assertThat(files)
        .extracting(file -> file.getName().replace(".java", ""))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(tried.stream().map(Class::getSimpleName), Stream.of("SecretRef"))
                .toList());
  }

  @Test
  void everyValidReferenceComesBackAsItWas() {
    Random random = new Random(20260301);
    for (int i = 0; i < 5_000; i++) {
      SecretRef ref = validReference(random);
      assertThat(SecretRef.parse(ref.toString())).isEqualTo(ref);
    }
  }

  /** Whatever is done to a reference, what is still taken is taken as written and no other way. */
  @Test
  void nothingHasTwoSpellings() {
    Random random = new Random(20260302);
    List<String> pieces =
        List.of("#", "#1", "#01", "/", "//", ".", "..", "%2f", "A", "\u0130", " ", "-", "0", "%");
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(validReference(random).toString());
      for (int edits = random.nextInt(3); edits >= 0; edits--) {
        int at = random.nextInt(text.length());
        if (random.nextBoolean()) {
          text.deleteCharAt(at);
        }
        text.insert(at, pieces.get(random.nextInt(pieces.size())));
      }
      try {
        SecretRef ref = SecretRef.parse(text.toString());
        assertThat(ref).hasToString(text.toString());
        taken++;
      } catch (Refused refused) {
        assertThat(refused.remedy().code()).isEqualTo("REF_INVALID");
      }
    }
    assertThat(taken).as("some edits leave a reference").isBetween(500, 15_000);
  }

  @Test
  void anyTextAtAllIsTakenOrRefused() {
    Random random = new Random(20260303);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length >= 0; length--) {
        text.append((char) random.nextInt(i % 2 == 0 ? 0x80 : 0x10000));
      }
      for (Function<String, Object> entry : ENTRIES.values()) {
        assertThatCode(
                () -> {
                  try {
                    entry.apply(text.toString());
                  } catch (Refused expected) {
                    // is an answer
                  }
                })
            .doesNotThrowAnyException();
      }
    }
  }

  private static SecretRef validReference(Random random) {
    Scope scope =
        new Scope(
            TenantId.of(id(random)),
            WorkspaceId.of(id(random)),
            Environment.values()[random.nextInt(Environment.values().length)],
            ProviderId.of(id(random)));
    OptionalInt version =
        random.nextBoolean()
            ? OptionalInt.empty()
            : OptionalInt.of(1 + random.nextInt(999_999_999));
    return new SecretRef(scope, SecretName.of(text(random, NAME, 128)), version);
  }

  private static String id(Random random) {
    return text(random, ID, 63);
  }

  private static String text(Random random, String letters, int longest) {
    while (true) {
      StringBuilder text = new StringBuilder();
      text.append(letters.charAt(random.nextInt(letters.length())));
      String all = letters + "._-";
      for (int i = random.nextInt(longest); i > 0; i--) {
        text.append(all.charAt(random.nextInt(all.length())));
      }
      if (text.indexOf("..") < 0 && !Input.isReserved(text.toString())) {
        return text.toString();
      }
    }
  }
}
