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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the map of the modules: who may know whom. */
class ModulesTest {
  private static final String ROOT = "io.headwater.";
  private static final List<String> EVERYTHING_BELOW_BENCH =
      List.of(
          "schemas",
          "service",
          "client",
          "model",
          "cluster",
          "ingest",
          "trainer",
          "evaluator",
          "serving");
  private static final List<String> EVERYTHING_BELOW_CLI =
      Stream.concat(EVERYTHING_BELOW_BENCH.stream(), Stream.of("bench")).toList();

  /** What each module may use of ours beside itself. */
  private static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          Map.entry("schemas", List.of()),
          Map.entry("service", List.of("schemas")),
          Map.entry("client", List.of("schemas", "service")),
          Map.entry("model", List.of("schemas", "service")),
          Map.entry("cluster", List.of()),
          Map.entry("ingest", List.of("schemas", "service", "client")),
          Map.entry("trainer", List.of("schemas", "service", "model")),
          Map.entry("evaluator", List.of("schemas", "service", "model")),
          Map.entry("serving", List.of("schemas", "service", "model")),
          Map.entry("bench", EVERYTHING_BELOW_BENCH),
          Map.entry("cli", EVERYTHING_BELOW_CLI),
          Map.entry("examples", List.of("schemas", "service", "client", "model")));

  /** Packages of each module that are for others, by concept; the rest is internal. */
  private static final Map<String, List<String>> CONCEPTS =
      Map.of(
          "schemas", List.of("contract", "serde"),
          "service",
              List.of(
                  "config",
                  "group",
                  "health",
                  "lifecycle",
                  "retry",
                  "streams",
                  "terminal",
                  "topic"),
          "client", List.of("deadletter", "metric", "task"),
          "model",
              List.of(
                  "checkpoint",
                  "hardware",
                  "inference",
                  "learning",
                  "pretrained",
                  "serving",
                  "tokenizer"),
          "cluster", List.of("junit"),
          "ingest",
              List.of(
                  "bridge", "corpus", "demo", "fields", "javadoc", "plan", "source", "transfer"),
          "trainer", List.of("lineage", "weighting"),
          "evaluator", List.of("baseline", "metric", "score"),
          "serving", List.of());

  /** Benches measure parts that nobody else may touch. */
  private static final Set<String> INTERNALS_OPEN_TO_BENCH =
      Set.of(
          "io.headwater.model.checkpoint.internal",
          "io.headwater.model.internal.learning",
          "io.headwater.model.internal.program",
          "io.headwater.model.internal.reference",
          "io.headwater.trainer.internal.assembly",
          "io.headwater.trainer.internal.batch",
          "io.headwater.trainer.internal.step");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.headwater");

  static Set<String> modules() {
    return ARROWS.keySet();
  }

  @Test
  void shouldSeeEveryClassInAModule() {
    assertThat(CLASSES).isNotEmpty();
    assertThat(CLASSES).map(ModulesTest::moduleOf).allMatch(ARROWS::containsKey);
  }

  @ParameterizedTest
  @MethodSource("modules")
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
  void shouldKeepWhatIsNotForOthersInInternalPackages() {
    assertThat(CLASSES)
        .filteredOn(type -> CONCEPTS.containsKey(moduleOf(type)) && !isInternal(type))
        .allSatisfy(
            type -> {
              String module = moduleOf(type);
              String concept =
                  type.getPackageName().substring((ROOT + module).length()).replaceFirst("^.", "");
              assertThat(concept.isEmpty() || CONCEPTS.get(module).contains(concept))
                  .as("%s is in a package for others", type.getName())
                  .isTrue();
            });
  }

  @Test
  void shouldOpenNoInternalsToBenchThatItDoesNotUse() {
    Set<String> used =
        CLASSES.stream()
            .filter(type -> moduleOf(type).equals("bench"))
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .map(use -> use.getTargetClass().getPackageName())
            .collect(Collectors.toSet());
    assertThat(used).containsAll(INTERNALS_OPEN_TO_BENCH);
  }

  @Test
  void shouldLeaveInternalsOfOtherModulesAlone() {
    classes().should(useNoInternalsOfOtherModules()).check(CLASSES);
  }

  @ParameterizedTest
  @MethodSource("modules")
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
            .filter(use -> !isOpenTo(user, use.getTargetClass()))
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

  private static boolean isOpenTo(JavaClass user, JavaClass target) {
    return moduleOf(user).equals("bench")
        && INTERNALS_OPEN_TO_BENCH.contains(target.getPackageName());
  }

  private static boolean isInternal(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) && (name + ".").contains(".internal.");
  }

  private static String moduleOf(JavaClass type) {
    return type.getPackageName().replaceFirst("^io\\.headwater\\.([a-z]+).*$", "$1");
  }
}
