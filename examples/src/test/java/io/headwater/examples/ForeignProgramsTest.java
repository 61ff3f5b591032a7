package io.headwater.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.PredictionRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The programs in other languages, and the project to start from, say what is so. */
class ForeignProgramsTest {
  private static final Pattern FIELD =
      Pattern.compile("\\{\\s*\"?name\"?: \"(\\w+)\", \"?type\"?: (\"string\"|[\\[{])");

  @Test
  void shouldAskWithTheFieldsThatARequestMustHaveAndNoOthers() throws IOException {
    List<String> needed = needed(PredictionRequest.getClassSchema());

    assertThat(needed).containsExactly("id", "task", "text");
    for (String program : List.of("python/ask.py", "node/ask.js")) {
      assertThat(fields(program, "PredictionRequest")).as(program).isEqualTo(needed);
    }
  }

  @Test
  void shouldSendExamplesWithTheFieldsThatTheyMustHaveAndNoOthers() throws IOException {
    List<String> needed = needed(LabeledExample.getClassSchema());

    for (String program : List.of("python/produce.py", "node/produce.js")) {
      assertThat(fields(program, "LabeledExample"))
          .as(program)
          .filteredOn(field -> !field.equals("label"))
          .isEqualTo(needed);
    }
  }

  @Test
  void shouldStartFromTheModulesOfThisVersion() throws IOException {
    String starter = Files.readString(Path.of("starter/pom.xml"));
    String own = Files.readString(Path.of("pom.xml"));
    Matcher version = Pattern.compile("<version>(.+?)</version>").matcher(own);

    assertThat(version.find()).isTrue();
    assertThat(starter)
        .containsPattern(
            "<artifactId>headwater-bom</artifactId>\\s*<version>"
                + Pattern.quote(version.group(1))
                + "</version>")
        .contains("<artifactId>headwater-client</artifactId>")
        .contains("<artifactId>headwater-model</artifactId>");
  }

  private static List<String> needed(Schema schema) {
    return schema.getFields().stream()
        .filter(field -> !field.hasDefaultValue())
        .map(Schema.Field::name)
        .toList();
  }

  /** Returns the names of the fields in a record's schema, which is written out in a program. */
  private static List<String> fields(String program, String record) throws IOException {
    String text = Files.readString(Path.of(program));
    int begin = text.indexOf('"' + record + '"');
    int end = text.indexOf("\n\n", begin);
    return FIELD
        .matcher(text.substring(begin, end))
        .results()
        .map(field -> field.group(1))
        .toList();
  }
}
