package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathSourceTest {
  private static final ColumnMapping ALL = new ColumnMapping(Map.of(), List.of("*"));
  private static final ColumnMapping LISTS =
      new ColumnMapping(Map.of("text", "0", "label", "1"), List.of());

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.train[*] | a b",
        "$.*[*] | a b c",
        "$['test'][*] | c",
        "$[\"train\"][*] | a b",
        "$.train[1].tags[*] | x y",
      })
  void shouldReadWhatThePathLeadsTo(String path, String expected) throws IOException {
    Path file =
        write(
            """
            {"version": 1,
             "train": [{"text": "a"}, {"text": "b", "tags": [{"text": "x"}, {"text": "y"}]}],
             "test": [{"text": "c"}]}
            """);

    assertThat(Drained.of(source(file, path, ALL)).fields())
        .extracting(row -> row.get("text"))
        .containsExactly((Object[]) expected.split(" "));
  }

  @Test
  void shouldTakeTheElementsOfListsAsColumnsFromZero() throws IOException {
    Path file = write("{\"train\":[[\"a\",\"x\"],[\"b\",7],[\"c\"],\"d\"]}");

    Drained rows = Drained.of(source(file, "$.train[*]", LISTS));

    assertThat(rows.fields()).first().isEqualTo(Map.of("text", "a", "label", "x"));
    assertThat(rows.fields()).element(1).isEqualTo(Map.of("text", "b", "label", 7));
    assertThat(rows.fields().get(2)).containsEntry("label", null);
    assertThat(rows.refusals()).containsExactly("row 4: the row must be a JSON object, in braces");
    assertThat(Drained.of(new JsonSource(write("[[\"a\",\"x\"]]").toString(), LISTS)).fields())
        .containsExactly(Map.of("text", "a", "label", "x"));
    assertThatIOException()
        .isThrownBy(() -> Drained.of(source(write("{\"t\":[[1]]}"), "$.t[*]", ALL)))
        .withMessageContaining("rows are lists: say what their elements are")
        .withMessageContaining("--text-column 0");
  }

  @Property(tries = 200, seed = "3")
  void shouldMakeOfRowsInAMemberWhatItMakesOfThemInAList(
      @ForAll @Size(min = 1, max = 5) List<@From("objects") Map<String, Object>> objects)
      throws IOException {
    ObjectMapper json = new ObjectMapper();
    Path file = Files.createTempFile("rows", ".json");
    try {
      Files.writeString(file, json.writeValueAsString(Map.of("a", Map.of("b c", objects))));
      List<Map<String, Object>> nested = Drained.of(source(file, "$.a['b c'][*]", ALL)).fields();

      Files.writeString(file, json.writeValueAsString(objects));
      assertThat(nested).isEqualTo(Drained.of(new JsonSource(file.toString(), ALL)).fields());
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<Map<String, Object>> objects() {
    Arbitrary<Object> leaf =
        Arbitraries.oneOf(
            Arbitraries.strings().withChars("a\"\\,{}[]\u00e9\n").ofMaxLength(5).map(t -> t),
            Arbitraries.longs().map(n -> n),
            Arbitraries.doubles().map(n -> n),
            Arbitraries.of(true, false).map(b -> b));
    Arbitrary<Object> value =
        Arbitraries.oneOf(
            leaf,
            leaf.list().ofMaxSize(3).map(list -> list),
            Arbitraries.maps(Arbitraries.of("k", "l"), leaf).map(map -> map));
    return Arbitraries.maps(Arbitraries.of("text", "label", "other"), value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train[*]",
        "$.train[?(@.a)]",
        "$..text",
        "$.train[-1]",
        "$.a[0:2]",
        "$.a[*]]",
        "",
        "$['a]"
      })
  void shouldRefuseTheRestOfJsonPath(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonPath.parse(path))
        .withMessageStartingWith(
            "path is '" + path + "' but must be '$' and then any of the steps");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$", "$.train", "$.train[0]"})
  void shouldRefuseAPathToASingleValue(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonPath.parse(path))
        .withMessageContaining("must lead to many rows: '" + path + "[*]'");
  }

  @Test
  void shouldSayWhatThereIsWhereThePathLeadsNowhere() throws IOException {
    assertThatIOException()
        .isThrownBy(
            () -> Drained.of(source(write("{\"train\":[],\"test\":[{}]}"), "$.dev[*]", ALL)))
        .withMessageContaining("path $.dev[*] leads to no row; members of $ are [train, test]");
  }

  @Test
  void shouldFailWhereTheFileIsCutDamagedOrGoesOn() throws IOException {
    assertFails("{\"t\":[{\"text\":\"a\"},{\"te", "past row 1: what follows is not JSON");
    assertFails("{\"t\":[{\"text\":\"a\"} x ", "past row 1: what follows is not JSON");
    assertFails("", "past its start: the JSON ends too early");
    assertFails("{\"t\":[{\"text\":\"a\"}]}\n{\"t\":[]}", "more follows behind the JSON value");
  }

  private void assertFails(String json, String sentence) throws IOException {
    Path file = write(json);
    assertThatIOException()
        .isThrownBy(() -> Drained.of(source(file, "$.t[*]", ALL)))
        .withMessageStartingWith("file " + file + " cannot be read ")
        .withMessageContaining(sentence);
  }

  @Test
  void shouldRefuseARowTooLongForMemoryAndGoOn() throws IOException {
    Path file = folder.resolve("long.json");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("{\"t\":[{\"text\":[");
      for (int i = 0; i < 5_000; i++) {
        out.write("\"" + "x".repeat(4_000) + "\",");
      }
      out.write("[[{}]],\"\"]},{\"text\":\"b\"}]}");
    }

    Drained rows = Drained.of(source(file, "$.t[*]", ALL));

    assertThat(rows.refusals()).containsExactly("row 1: the row is longer than 16777216 bytes");
    assertThat(rows.fields()).containsExactly(Map.of("text", "b"));
  }

  @Test
  void shouldNameThePathToTheRowsOfAFileThatIsOneObject() throws IOException {
    assertAdvised("{\"1\":{\"text\":\"a\"},\"2\":{}}", "give --json-path '$.*'");
    assertAdvised("{\"text\":{\"0\":\"a\"},\"label\":{\"0\":\"x\"}}", "to_json(orient='records'");
    assertAdvised("{\"data\":[{\"text\":\"a\"}]}", "give --json-path '$.data[*]'");
    assertAdvised(
        "{\n \"meta\":{\"a b\":[[1]]},\n \"x\":1}", "give --json-path '$.meta[\"a b\"][*]'");
    assertAdvised("{\"a\":[{}],\"b\":[{}]}", "'$.a[*]', or another of [$.b[*]]");
    assertAdvised(
        "{\"version\":\"2.0\",\"data\":[{\"title\":\"t\",\"paragraphs\":[]}]}",
        "give --format squad");
    assertAdvised(
        "{\n\"text\": \"a\"\n}\n{\n\"text\": \"b\"\n}\n", "write each on a line of its own");
    assertAdvised(
        "{\"data\":[{\"text\":\"" + "x".repeat(17 << 20) + "\"}]}", "give --json-path '$.data[*]'");
  }

  private void assertAdvised(String json, String advice) throws IOException {
    Path file = write(json);
    assertThatIOException()
        .isThrownBy(() -> new JsonSource(file.toString(), ColumnMapping.BY_NAME).open())
        .withMessageContaining(advice);
  }

  @Test
  void shouldNotMistakeLinesForOneObject() throws IOException {
    List<String> files =
        List.of(
            "{\"messages\":[{\"a\":1}],\"text\":\"a\"}",
            "{\"messages\":[{\"a\":1}]}\n{\"text\":\"a\"}\n",
            "{\"text\": \"a\", \n{\"text\":\"a\"}\n",
            "[{\"data\":[{}]}]",
            "");
    for (String file : files) {
      try (Rows rows = new JsonSource(write(file).toString(), ColumnMapping.BY_NAME).open()) {
        List<Row> read = new ArrayList<>();
        for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
          read.add(row.get());
        }
        assertThat(read).hasSize((int) file.lines().count());
      }
    }
  }

  private Path write(String json) throws IOException {
    return Files.writeString(folder.resolve("rows.json"), json);
  }

  private static JsonSource source(Path file, String path, ColumnMapping mapping) {
    return new JsonSource(file.toString(), Optional.of(JsonPath.parse(path)), mapping);
  }
}
