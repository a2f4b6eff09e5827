package dev.sealward.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import dev.sealward.guard.TextFields;
import java.util.regex.Pattern;

/** Nobody who reaches a page or the API can say where a file is written or read. */
@AnalyzeClasses(packages = "dev.sealward", importOptions = ImportOption.DoNotIncludeTests.class)
@ArchTag("ATTACK-01")
class FieldsNameNoFileTest {
  private static final Pattern PLACE =
      Pattern.compile("(?i).*(?:file|folder|direc|path|sink|output|destination|log).*");

  /** The one that is there chooses among the backups lying ready. */
  @ArchTest
  static void noFieldNamesAPlace(JavaClasses house) {
    assertThat(TextFields.declared())
        .filteredOn(field -> PLACE.matcher(field.name()).matches())
        .allSatisfy(
            field -> {
              assertThat(field.name()).isEqualTo("file");
              assertThat(field.place()).isIn("restore", "RestorePage");
              assertThat(TextFields.of(field.place(), field.name()))
                  .isEqualTo(TextFields.Kind.COMPARED);
            })
        .hasSize(2);
  }

  @ArchTest
  static void pagesAndTheApiTouchNoFile(JavaClasses house) {
    noClasses()
        .that()
        .resideInAnyPackage("dev.sealward.web..", "dev.sealward.api..")
        .and()
        .doNotHaveSimpleName("BackupDownload")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.file..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.(?:File|RandomAccess).*")
        .check(house);
  }
}
