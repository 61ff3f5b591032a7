package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonSourceTest {
  @TempDir private Path folder;

  @Test
  void shouldNumberAndKeepEveryLineThatIsNoObject() throws IOException {
    List<String> lines =
        List.of(
            "\ufeff{\"text\": \"a\", \"label\": true, \"other\": 1}\r",
            "{\"text\": \"b\", ",
            "",
            "[1, 2]",
            "{\"text\": \"c\"} {\"text\": \"d\"}",
            "{\"text\": \"e\", \"label\": null}");

    Drained rows = Drained.of(stream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));

    assertThat(rows.read()).hasSize(2);
    assertThat(rows.read().get(0))
        .isEqualTo(new Row.Read(RowLocation.line(1, ""), Map.of("text", "a", "label", true)));
    assertThat(rows.read().get(1).location()).isEqualTo(RowLocation.line(6, ""));
    assertThat(rows.read().get(1).fields()).containsEntry("label", null);
    assertThat(rows.refusals())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("line 2: the line is not JSON: Unexpected end"),
            line -> assertThat(line).isEqualTo("line 4: the line must be a JSON object, in braces"),
            line -> assertThat(line).startsWith("line 5: the line is not JSON: Trailing token"));
    assertThat(rows.unreadable().get(0).excerpt()).isEqualTo("{\"text\": \"b\", ");
  }

  @Test
  void shouldRefuseBytesThatAreNoText() throws IOException {
    byte[] line = "{\"text\": \"gr\u00f6\u00dfe\"}\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(Drained.of(stream(line)).refusals())
        .singleElement()
        .asString()
        .startsWith("line 1: the line is not JSON: Invalid UTF-8");
  }

  @Test
  void shouldRefuseALineTooLongForMemoryAndGoOn() throws IOException {
    byte[] lines =
        ("{\"text\": \"" + "x".repeat(17 << 20) + "\"}\n{\"text\": \"a\"}\n")
            .getBytes(StandardCharsets.UTF_8);

    Drained rows = Drained.of(stream(lines));

    assertThat(rows.refusals()).containsExactly("line 1: the line is longer than 16777216 bytes");
    assertThat(rows.read())
        .singleElement()
        .isEqualTo(new Row.Read(RowLocation.line(2, ""), Map.of("text", "a")));
  }

  @Test
  void shouldReadTheFilesOfAPatternInTurn() throws IOException {
    Files.writeString(
        folder.resolve("b.jsonl"), "{\"t\": \"second\", \"s\": [\"x\", \"y\"]}\nbad\n");
    Files.writeString(folder.resolve("a.jsonl"), "{\"t\": \"first\", \"s\": [\"z\"], \"k\": 1}");
    ColumnMapping mapping = new ColumnMapping(Map.of("text", "t", "summary", "s"), List.of("*"));

    Drained rows = Drained.of(new JsonSource(folder.resolve("*.jsonl").toString(), mapping));

    assertThat(rows.fields())
        .containsExactly(
            Map.of("text", "first", "summary", List.of("z"), "k", 1),
            Map.of("text", "second", "summary", List.of("x", "y")));
    assertThat(rows.unreadable())
        .singleElement()
        .extracting(row -> row.location().toString())
        .isEqualTo("line 2 of " + folder.resolve("b.jsonl"));
  }

  private static StreamSource stream(byte[] bytes) {
    return new StreamSource(new ByteArrayInputStream(bytes), ColumnMapping.BY_NAME);
  }
}
