package io.headwater.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java that the documentation shows compiles as it stands, once its imports are there. */
class RecipesTest {
  private static final String IMPORTS =
      """
      import ai.djl.Device;
      import io.headwater.client.*;
      import io.headwater.model.checkpoint.*;
      import io.headwater.model.serving.*;
      import io.headwater.schemas.*;
      import io.headwater.schemas.contract.*;
      import io.headwater.service.config.*;
      import java.nio.file.Path;
      import java.time.*;
      import java.util.*;
      """;
  private static final String HEAD =
      """
      final class Recipe {
        static Map<String, String> settings;

        void run() throws Exception {
      """;
  private static final String TAIL = "\n  }\n}\n";

  /** A block of Java, with the page it is on for the report of a failure. */
  record Shown(Page page, String code) {
    @Override
    public String toString() {
      return page + ": " + code.lines().findFirst().orElse("");
    }
  }

  static Stream<Shown> shown() {
    return Page.all().stream()
        .flatMap(
            page ->
                page.fences().stream()
                    .filter(fence -> fence.language().equals("java"))
                    .map(fence -> new Shown(page, String.join("\n", fence.lines()) + "\n")));
  }

  /** Returns a source that holds a block; one that shows imports needs no others. */
  private static String source(Shown shown) {
    String imports =
        shown.code().lines().filter(RecipesTest::isImport).collect(Collectors.joining("\n"));
    String code =
        shown.code().lines().filter(line -> !isImport(line)).collect(Collectors.joining("\n"));
    String needed = imports.isEmpty() ? IMPORTS : imports + "\n";
    return needed + HEAD + code + TAIL;
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }

  @ParameterizedTest
  @MethodSource("shown")
  void shouldCompile(Shown shown, @TempDir Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve("Recipe.java"), source(shown));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<String> options =
        List.of(
            "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));

    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
  }

  @Test
  void shouldFindTheRecipesOfTheReadme() {
    assertThat(shown().filter(recipe -> recipe.page().path().equals(Path.of("README.md"))))
        .hasSizeGreaterThanOrEqualTo(3);
  }
}
