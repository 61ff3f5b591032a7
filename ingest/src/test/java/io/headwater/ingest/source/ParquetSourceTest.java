package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetSourceTest {
  @TempDir private Path folder;

  @Test
  void shouldReadEachFileByItsOwnSchema() throws Exception {
    write("1.parquet", "SELECT 'a' AS text, 1 AS label");
    write("2.parquet", "SELECT '007' AS label, 'b' AS text");
    write("3.parquet", "SELECT 5 AS text, 'x' AS label, 'z' AS other");

    Drained rows = Drained.of(source(folder.resolve("*.parquet")));

    assertThat(rows.fields())
        .containsExactly(
            Map.of("text", "a", "label", 1),
            Map.of("text", "b", "label", "007"),
            Map.of("text", 5, "label", "x"));
    assertThat(rows.read())
        .extracting(row -> row.location().toString())
        .contains("row 1 of " + folder.resolve("2.parquet"));
  }

  @Test
  void shouldReadTheFileOfExactlyThatName() throws Exception {
    write("a[1]?*.parquet", "SELECT 'right' AS text");
    write("a1xx.parquet", "SELECT 'wrong' AS text");

    assertThat(Drained.of(source(folder.resolve("a[1]?*.parquet"))).fields())
        .containsExactly(Map.of("text", "right"));
  }

  @Test
  void shouldTakeNothingFromFoldersThatAreNamedLikeColumns() throws Exception {
    Path folders = Files.createDirectories(folder.resolve("label=spam"));
    write("label=spam/a.parquet", "SELECT 'a' AS text, 'x' AS label");

    assertThat(Drained.of(source(folders.resolve("a.parquet"))).fields())
        .containsExactly(Map.of("text", "a", "label", "x"));
    assertThat(Drained.of(source(folder.resolve("*/a.parquet"))).fields())
        .containsExactly(Map.of("text", "a", "label", "x"));
  }

  @Test
  void shouldGiveAnObjectAsJsonDoes() throws Exception {
    write("a.parquet", "SELECT {'title': 't', 'tags': ['u', NULL]} AS text");
    Map<String, Object> object = new HashMap<>(Map.of("title", "t"));
    object.put("tags", java.util.Arrays.asList("u", null));

    assertThat(Drained.of(source(folder.resolve("a.parquet"))).fields())
        .containsExactly(Map.of("text", object));
  }

  @Test
  void shouldNameTheColumnsOfAFileThatLacksOne() throws Exception {
    write("1.parquet", "SELECT 'a' AS text, 'x' AS label");
    write("2.parquet", "SELECT 'b' AS text");
    String all = folder.resolve("*.parquet").toString();

    assertThat(new ParquetSource(all, ColumnMapping.BY_NAME).fields()).containsExactly("text");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ParquetSource(all, new ColumnMapping(Map.of("label", "label"), List.of()))
                    .fields())
        .withMessageContaining("column of label is 'label' but must be one of [text]");
  }

  private static ParquetSource source(Path file) {
    return new ParquetSource(file.toString(), ColumnMapping.BY_NAME);
  }

  private void write(String name, String select) throws SQLException, IOException {
    Path made = folder.resolve("made");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + select + ") TO '" + made + "' (FORMAT parquet)");
    }
    Files.move(made, folder.resolve(name));
  }
}
