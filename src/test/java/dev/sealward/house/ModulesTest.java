package dev.sealward.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.Entity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;

/** The house stands as docs/architecture.md says: who may use whom, and what leaves a module. */
@AnalyzeClasses(packages = "dev.sealward", importOptions = ImportOption.DoNotIncludeTests.class)
class ModulesTest {
  private static final String ROOT = "dev.sealward.";

  /** Each module and what it may use besides the kernel; boot may use anything. */
  private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

  static {
    MAY_USE.put("kernel", List.of());
    MAY_USE.put("crypto", List.of());
    MAY_USE.put("redaction", List.of());
    MAY_USE.put("outbound", List.of());
    MAY_USE.put("audit", List.of("crypto", "redaction"));
    MAY_USE.put("guard", List.of("redaction", "crypto", "audit"));
    MAY_USE.put("keys", List.of("crypto", "audit", "guard"));
    MAY_USE.put("access", List.of("keys", "crypto", "audit", "guard", "outbound"));
    MAY_USE.put(
        "secret", List.of("access", "keys", "crypto", "audit", "guard", "redaction", "outbound"));
    MAY_USE.put("run", List.of("secret", "access", "audit", "guard", "redaction"));
    MAY_USE.put("backup", List.of("access", "keys", "crypto", "audit", "guard"));
    MAY_USE.put("api", List.of("run", "secret", "access", "keys", "audit", "guard"));
    MAY_USE.put(
        "web", List.of("backup", "run", "secret", "access", "keys", "audit", "guard", "redaction"));
  }

  @ArchTest
  static void everyModuleUsesOnlyWhatTheTableAllows(JavaClasses house) {
    SoftAssertions violations = new SoftAssertions();
    MAY_USE.forEach(
        (module, used) -> {
          List<String> allowed = new ArrayList<>(List.of(ROOT + module + "..", ROOT + "kernel.."));
          used.forEach(other -> allowed.add(ROOT + other + ".."));
          DescribedPredicate<JavaClass> own = resideInAPackage("dev.sealward..").as("of Sealward");
          ArchRule rule =
              classes()
                  .that()
                  .resideInAPackage(ROOT + module + "..")
                  .should(
                      onlyDependOnClassesThat(
                          DescribedPredicate.not(own)
                              .or(
                                  JavaClass.Predicates.resideInAnyPackage(
                                      allowed.toArray(String[]::new)))
                              .as("of " + String.join(", ", allowed))));
          violations.assertThatCode(() -> rule.check(house)).doesNotThrowAnyException();
        });
    violations.assertAll();
  }

  @ArchTest
  static final ArchRule modulesFormNoCircle =
      slices().matching("dev.sealward.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule pureModulesKnowNoContainer =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + "kernel..", ROOT + "crypto..", ROOT + "redaction..", ROOT + "outbound..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "java.util.logging..", "java.sql..", "javax.sql..");

  @ArchTest
  static final ArchRule pagesNeverTouchCryptography =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "web..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "crypto..", "javax.crypto..", "org.bouncycastle..");

  /** They may be missing at run time, and bring a Guava that is not for us. */
  @ArchTest
  static final ArchRule cloudVendorsLibrariesStayInTheirPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "secret.store.cloud..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "software.amazon..", "com.google.auth..", "com.google.api..", "com.google.cloud..");

  @ArchTest
  static final ArchRule onlyRedactionRunsPatternsOfOperators =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "redaction..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.re2j..");

  @ArchTest
  static final ArchRule nobodyUsesGuava =
      noClasses().should().dependOnClassesThat().resideInAPackage("com.google.common..");

  @ArchTest
  static final ArchRule entitiesStayInTheirPackage =
      classes().that().areAnnotatedWith(Entity.class).should().bePackagePrivate();

  @ArchTest
  static final ArchRule nothingStaticChanges =
      fields()
          .that()
          .areStatic()
          .should()
          .beFinal()
          .because("mutable static state is a registry nobody asked for");

  @ArchTest
  static final ArchRule everyTypeIsNamedByItsResponsibility =
      classes().should().haveNameNotMatching(".*(Impl|Manager|Util|Utils|Helper)$");
}
