package io.headwater.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.cli.Headwater;
import io.headwater.service.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SettingsCommandTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "settings.md");
  private static final Set<String> TYPES =
      Set.of("object", "array", "string", "integer", "number", "boolean");

  @Test
  void shouldBeWhatTheReferenceSays() throws IOException {
    assertThat(PAGE)
        .as("stale: run ./headwater settings --format markdown > docs/reference/settings.md")
        .hasContent(printed("--format", "markdown"));
  }

  @ParameterizedTest
  @EnumSource(SettingsGroup.class)
  void shouldPrintTwoLinesForEachSettingOfAService(SettingsGroup group) {
    Settings settings = group.settings();
    List<String> lines = printed(group.toString()).lines().toList();

    assertThat(lines).hasSize(2 * settings.names().size());
    assertThat(lines.stream().filter(line -> !line.startsWith(" ")).map(l -> l.split("=", 2)[0]))
        .containsExactlyElementsOf(new TreeSet<>(settings.names()));
  }

  @Test
  void shouldPrintAllGroupsUnderTheirNamesWhereNoneIsNamed() {
    assertThat(printed().lines().filter(line -> line.startsWith("# ")))
        .containsExactly(
            "# trainer",
            "# evaluator",
            "# serve",
            "# ingest",
            "# bridge",
            "# bridge-mapping",
            "# live");
  }

  @ParameterizedTest
  @EnumSource(SettingsGroup.class)
  void shouldDescribeEachSettingInASchema(SettingsGroup group) throws IOException {
    Settings settings = group.settings();
    JsonNode schema = schema(group.toString());

    assertThat(schema.get("$schema").asText())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(schema.get("additionalProperties").asBoolean(true)).isFalse();
    Set<String> expected = new TreeSet<>(settings.names());
    expected.addAll(settings.formerKeys().keySet());
    assertThat(schema.get("properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(expected);
    for (String key : settings.names()) {
      JsonNode property = schema.get("properties").get(key);
      assertThat(property.get("description").asText()).as(key).isNotBlank();
      assertFitsItsOwnSchema(key, property);
    }
    settings.passedOn().keySet().forEach(prefix -> assertTaken(schema, prefix + "some.key"));
  }

  /** A default that the schema refuses would show that types, enums or ranges are wrong. */
  private static void assertFitsItsOwnSchema(String key, JsonNode property) {
    JsonNode type = property.get("type");
    if (type.isArray()) {
      assertThat(type).as(key).hasSize(2);
      assertThat(property.get("items").get("type").asText()).isEqualTo("string");
    } else {
      assertThat(TYPES).as(key).contains(type.asText());
    }
    JsonNode usual = property.path("default");
    if (usual.isMissingNode()) {
      return;
    }
    switch (type.isArray() ? "array" : type.asText()) {
      case "array" -> assertThat(usual.isArray()).as(key).isTrue();
      case "string" -> assertThat(usual.isTextual()).as(key).isTrue();
      case "integer" -> assertThat(usual.isIntegralNumber()).as(key).isTrue();
      case "number" -> assertThat(usual.isNumber()).as(key).isTrue();
      case "boolean" -> assertThat(usual.isBoolean()).as(key).isTrue();
      default -> throw new AssertionError(type);
    }
    if (property.has("enum")) {
      assertThat(property.get("enum")).as(key).contains(usual);
    }
    if (property.has("minimum")) {
      assertThat(usual.asDouble())
          .as(key)
          .isGreaterThanOrEqualTo(property.get("minimum").asDouble());
    }
    if (property.has("exclusiveMinimum")) {
      assertThat(usual.asDouble())
          .as(key)
          .isGreaterThan(property.get("exclusiveMinimum").asDouble());
    }
    if (property.has("maximum")) {
      assertThat(usual.asDouble()).as(key).isLessThanOrEqualTo(property.get("maximum").asDouble());
    }
    if (property.has("pattern")) {
      assertThat(usual.asText()).as(key).matches(property.get("pattern").asText());
    }
  }

  private static void assertTaken(JsonNode schema, String key) {
    Iterator<String> patterns = schema.get("patternProperties").fieldNames();
    Iterable<String> all = () -> patterns;
    assertThat(StreamSupport.stream(all.spliterator(), false))
        .as(key)
        .anyMatch(pattern -> Pattern.compile(pattern).matcher(key).find());
  }

  @Test
  void shouldSayInTheSchemaWhatIsAllowed() throws IOException {
    JsonNode trainer = schema("trainer").get("properties");
    assertThat(trainer.get("trainer.model.size").toString())
        .isEqualTo(
            "{\"type\":\"string\",\"description\":\"Shape of the trunk of a new model that starts at"
                + " random.\","
                + "\"enum\":[\"tiny\",\"small\",\"base\"],\"default\":\"tiny\"}");
    assertThat(trainer.get("trainer.checkpoint.share").get("minimum").asDouble()).isEqualTo(1e-4);
    assertThat(trainer.get("trainer.checkpoint.share").get("maximum").asDouble()).isEqualTo(1);
    assertThat(trainer.get("basic.auth.user.info").get("writeOnly").asBoolean()).isTrue();
    assertThat(schema("bridge").get("required"))
        .map(JsonNode::asText)
        .containsExactly("bridge.from");
    assertThat(schema("bridge-mapping").get("patternProperties").fieldNames())
        .toIterable()
        .containsExactly("^label\\.map\\.");
  }

  @Test
  void shouldTakeAFormerNameButNotBesideTodays() throws IOException {
    JsonNode schema = schema("trainer");
    JsonNode former = schema.get("properties").get("batch.tokens");
    assertThat(former.get("deprecated").asBoolean()).isTrue();
    assertThat(former.get("$ref").asText()).isEqualTo("#/properties/trainer.batch.tokens");
    assertThat(schema.get("dependentSchemas").get("batch.tokens").toString())
        .isEqualTo("{\"not\":{\"required\":[\"trainer.batch.tokens\"]}}");
  }

  @Test
  void shouldReferOnlyToWhatTheSchemaOfAllServicesHas() throws IOException {
    JsonNode schema = schema();

    assertThat(schema.get("anyOf")).hasSize(SettingsGroup.values().length);
    assertThat(schema.findValuesAsText("$ref"))
        .hasSizeGreaterThan(40)
        .allSatisfy(ref -> assertThat(schema.at(ref.substring(1)).isMissingNode()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "--format=yaml"})
  void shouldNameWhatThereIsForAServiceOrFormatThereIsNot(String argument) {
    StringWriter errors = new StringWriter();
    CommandLine command = Headwater.commandLine().setErr(new PrintWriter(errors));

    assertThat(command.execute("settings", argument)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString())
        .contains(argument.startsWith("--") ? "json-schema" : "bridge-mapping");
  }

  private static JsonNode schema(String... group) throws IOException {
    String[] arguments = List.of(group).toArray(new String[group.length + 2]);
    arguments[group.length] = "--format";
    arguments[group.length + 1] = "json-schema";
    return new ObjectMapper().readTree(printed(arguments));
  }

  private static String printed(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine command = Headwater.commandLine().setOut(new PrintWriter(out));
    String[] line = new String[arguments.length + 1];
    line[0] = "settings";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    assertThat(command.execute(line)).isZero();
    return out.toString();
  }
}
