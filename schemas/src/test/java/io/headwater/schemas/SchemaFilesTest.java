package io.headwater.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds each schema file whole, so that any Avro library takes it without the others. What several
 * files define, they define alike; the build itself would let their docs differ.
 */
class SchemaFilesTest {
  private static final Path FOLDER = Path.of("src/main/avro");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files.filter(file -> file.toString().endsWith(".avsc")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void shouldParseByItself(Path file) throws IOException {
    Schema schema = new Schema.Parser().parse(Files.readString(file));

    assertThat(schema.getType()).isEqualTo(Schema.Type.RECORD);
    assertThat(schema.getNamespace()).isEqualTo("io.headwater.schemas");
  }

  @Test
  void shouldDefineANameAlikeWhereverItIsDefined() throws IOException {
    Map<String, String> definitions = new TreeMap<>();
    for (Path file : files()) {
      if (file.startsWith(FOLDER)) {
        collect(new Schema.Parser().parse(Files.readString(file)), definitions);
      }
    }

    assertThat(definitions).containsKeys("LabelTarget", "Position", "Refusal", "Split");
  }

  /** Collects the text of each named type, docs included, and compares it with what is known. */
  private static void collect(Schema schema, Map<String, String> definitions) {
    switch (schema.getType()) {
      case RECORD -> {
        compare(schema, definitions);
        schema.getFields().forEach(field -> collect(field.schema(), definitions));
      }
      case ENUM -> compare(schema, definitions);
      case ARRAY -> collect(schema.getElementType(), definitions);
      case MAP -> collect(schema.getValueType(), definitions);
      case UNION -> schema.getTypes().forEach(type -> collect(type, definitions));
      default -> {}
    }
  }

  private static void compare(Schema schema, Map<String, String> definitions) {
    String known = definitions.putIfAbsent(schema.getName(), schema.toString());

    assertThat(known == null ? schema.toString() : known)
        .as("definition of %s", schema.getName())
        .isEqualTo(schema.toString());
  }
}
