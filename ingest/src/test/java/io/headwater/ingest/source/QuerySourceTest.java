package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuerySourceTest {
  @TempDir private Path folder;

  @Test
  void shouldReadParquetRowByRowInOrder() throws Exception {
    Path file = folder.resolve("many.parquet");
    duckdb(
        "COPY (SELECT 'text ' || i AS body, i % 3 AS kind FROM range(50000) t(i)) TO '"
            + file
            + "' (FORMAT parquet)");
    ParquetSource source =
        new ParquetSource(
            file.toString(), new ColumnMapping(Map.of("text", "body", "label", "kind"), List.of()));

    assertThat(source.columns()).containsExactly("body", "kind");
    assertThat(source.fields()).containsExactly("text", "label");
    try (Rows rows = source.open()) {
      for (int i = 0; i < 50_000; i++) {
        Row row = rows.next().orElseThrow();
        assertThat(row)
            .isEqualTo(
                new Row.Read(
                    RowLocation.row(i + 1), Map.of("text", "text " + i, "label", (long) (i % 3))));
      }
      assertThat(rows.share()).hasValue(1);
      assertThat(rows.next()).isEmpty();
    }
  }

  @Test
  void shouldGiveValuesOfEveryTypeAsPlainOnes() throws IOException {
    QuerySource source =
        new QuerySource(
            "SELECT 'a' AS text, ['b', 'c'] AS summary, TIMESTAMP '2015-02-24 11:35:00' AS"
                + " occurred_at, '\\xFFa'::BLOB AS bytes, {'k': 1} AS struct, NULL AS nothing,"
                + " true AS flag, 1.50::DECIMAL(5,2) AS weight ;\n");

    Map<String, Object> fields = Drained.of(source).fields().get(0);

    assertThat(fields)
        .containsEntry("text", "a")
        .containsEntry("summary", List.of("b", "c"))
        .containsEntry("occurred_at", LocalDateTime.parse("2015-02-24T11:35"))
        .containsEntry("bytes", new byte[] {(byte) 0xff, 'a'})
        .containsEntry("struct", Map.of("k", 1))
        .containsEntry("nothing", null)
        .containsEntry("flag", true)
        .containsEntry("weight", new java.math.BigDecimal("1.50"));
    assertThat(source.fields()).startsWith("text", "summary", "occurred_at");
  }

  @Test
  void shouldKeepTheOrderAskedFor() throws IOException {
    QuerySource source =
        new QuerySource("SELECT i AS text FROM range(100000) t(i) ORDER BY i DESC");

    try (Rows rows = source.open()) {
      for (long i = 99_999; i >= 0; i--) {
        assertThat(((Row.Read) rows.next().orElseThrow()).fields()).containsEntry("text", i);
      }
    }
  }

  @Test
  void shouldReachNeitherTheNetworkNorExtensions() {
    for (String sql :
        List.of(
            "SELECT * FROM 'https://127.0.0.1:1/a.csv'",
            "SELECT * FROM read_parquet('s3://bucket/a.parquet')")) {
      assertThatIOException()
          .isThrownBy(() -> new QuerySource(sql).open())
          .withMessageStartingWith("Only local files are read, without extensions of DuckDB");
    }
    for (String sql : List.of("INSTALL httpfs", "SET threads = 1", "CREATE TABLE t (i INT)")) {
      assertThatIOException()
          .isThrownBy(() -> new QuerySource(sql).open())
          .withMessageContaining("Parser Error");
    }
  }

  @Test
  void shouldLeaveOutAdviceOnSettingsThatNoOptionSets() throws IOException {
    Path file = Files.write(folder.resolve("a.csv.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});

    assertThatIOException()
        .isThrownBy(() -> Drained.of(new QuerySource("SELECT * FROM '" + file + "'")))
        .satisfies(failure -> assertThat(failure.getMessage().lines()).hasSizeLessThan(3));
  }

  @Test
  void shouldSayAfterWhichRowAQueryFailed() throws IOException {
    QuerySource source =
        new QuerySource(
            "SELECT CASE WHEN i < 30000 THEN i ELSE ('x' || i)::INT END AS text"
                + " FROM range(100000) t(i)");
    assertThatIOException()
        .isThrownBy(() -> Drained.of(source))
        .withMessageContaining("Could not convert string 'x");
  }

  @Test
  void shouldLeaveNothingBehind() throws IOException {
    long before = leftovers();
    Drained.of(new QuerySource("SELECT 1 AS text"));
    assertThat(leftovers()).isEqualTo(before);
  }

  private static long leftovers() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.toString().contains("headwater-rows")).count();
    }
  }

  @Test
  void shouldGiveTextsOfJsonWithoutQuotesAroundThem() throws IOException {
    Path file = folder.resolve("a.json");
    Files.writeString(
        file, "[{\"text\": \"say \\\"hi\\\"\\n\", \"label\": 1}, {\"text\": {\"k\": [true]}}]");

    assertThat(Drained.of(new QuerySource("SELECT text FROM '" + file + "'")).fields())
        .containsExactly(
            Map.of("text", "say \"hi\"\n"), Map.of("text", Map.of("k", List.of(true))));
  }

  private static void duckdb(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
