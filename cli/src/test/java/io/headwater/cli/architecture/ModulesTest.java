package io.headwater.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the map of the modules: who may know whom. */
class ModulesTest {
  private static final String ROOT = "io.headwater.";

  /** What each module may use of ours beside itself. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "schemas", List.of(),
          "model", List.of("schemas"),
          "ingest", List.of("schemas"),
          "trainer", List.of("schemas", "model"),
          "evaluator", List.of("schemas", "model"),
          "cli", List.of("schemas", "model", "ingest", "trainer", "evaluator"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.headwater");

  @Test
  void shouldSeeEveryClassInAModule() {
    assertThat(CLASSES).isNotEmpty();
    assertThat(CLASSES).map(ModulesTest::moduleOf).allMatch(ARROWS::containsKey);
  }

  @ParameterizedTest
  @ValueSource(strings = {"schemas", "model", "ingest", "trainer", "evaluator"})
  void shouldUseOnlyTheModulesTheMapAllows(String module) {
    List<String> forbidden =
        ARROWS.keySet().stream()
            .filter(other -> !other.equals(module) && !ARROWS.get(module).contains(other))
            .toList();
    for (String other : forbidden) {
      noClasses()
          .that()
          .resideInAPackage(ROOT + module + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + other + "..")
          .allowEmptyShould(true) // a module may have no classes yet
          .check(CLASSES);
    }
  }

  @Test
  void shouldLeaveInternalsOfOtherModulesAlone() {
    classes().should(useNoInternalsOfOtherModules()).check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"schemas", "model", "ingest", "trainer", "evaluator", "cli"})
  void shouldHaveNoCyclesBetweenConcepts(String module) {
    slices()
        .assignedFrom(conceptsOf(module))
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true) // a module may have no packages yet
        .check(CLASSES);
  }

  private static ArchCondition<JavaClass> useNoInternalsOfOtherModules() {
    return new ArchCondition<>("use no internal packages of other modules") {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        user.getDirectDependenciesFromSelf().stream()
            .filter(use -> isInternal(use.getTargetClass()))
            .filter(use -> !moduleOf(use.getTargetClass()).equals(moduleOf(user)))
            .forEach(use -> events.add(SimpleConditionEvent.violated(user, use.getDescription())));
      }
    };
  }

  /**
   * Makes a slice of every concept of a module: a package and its internals, which implement what
   * it declares; the root package is one too.
   */
  private static SliceAssignment conceptsOf(String module) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return moduleOf(type).equals(module)
            ? SliceIdentifier.of(type.getPackageName().replaceFirst("\\.internal\\b", ""))
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "concepts of " + module;
      }
    };
  }

  private static boolean isInternal(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) && (name + ".").contains(".internal.");
  }

  private static String moduleOf(JavaClass type) {
    return type.getPackageName().replaceFirst("^io\\.headwater\\.([a-z]+).*$", "$1");
  }
}
