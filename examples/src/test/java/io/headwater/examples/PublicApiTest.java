package io.headwater.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** An example may use nothing that others must leave alone. */
class PublicApiTest {
  private static final JavaClasses EXAMPLES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.headwater.examples");

  @Test
  void shouldUseNoInternalPackages() {
    noClasses().should().dependOnClassesThat().resideInAPackage("..internal..").check(EXAMPLES);
  }
}
