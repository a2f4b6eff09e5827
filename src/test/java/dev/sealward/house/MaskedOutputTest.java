package dev.sealward.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is stored or shown as masked is made by what masks it and by nothing else, so that unmasked
 * text cannot take its place by mistake.
 */
@AnalyzeClasses(packages = "dev.sealward", importOptions = ImportOption.DoNotIncludeTests.class)
class MaskedOutputTest {
  private static final String ROOT = "dev.sealward.";

  /** A type and the classes that may make one. */
  private static final Map<String, Set<String>> MADE_BY =
      Map.of(
          "redaction.RedactedText", Set.of("redaction.RedactedText", "redaction.Redactor"),
          "run.MaskedEvent", Set.of("run.MaskedEvent"),
          "run.MaskedFile", Set.of("run.MaskedFile"),
          "run.PromptJson$Masked", Set.of("run.PromptJson"),
          "run.PromptPartRow", Set.of("run.PromptPartRow"),
          "run.StoredPrompt", Set.of("run.Prompts"),
          "run.content.MaskedContent", Set.of("run.content.ContentMasking"));

  @ArchTest
  static void maskedOutputIsMadeByWhatMasksAlone(JavaClasses house) {
    Set<String> wrong = new TreeSet<>();
    MADE_BY.forEach(
        (name, makers) -> {
          JavaClass type = house.get(ROOT + name);
          for (JavaConstructor constructor : type.getConstructors()) {
            if (constructor.getModifiers().contains(JavaModifier.PUBLIC)) {
              wrong.add(name + " has a public constructor");
            }
          }
          for (JavaConstructorCall call : type.getConstructorCallsToSelf()) {
            String maker = outermost(call.getOriginOwner()).getName().substring(ROOT.length());
            if (!makers.contains(maker)) {
              wrong.add(name + " is made by " + maker);
            }
          }
        });
    assertThat(wrong).isEmpty();
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(MaskedOutputTest::outermost).orElse(type);
  }
}
