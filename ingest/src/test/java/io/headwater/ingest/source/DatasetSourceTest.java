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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetSourceTest {
  private static final String IN_README =
      """
      ---
      license: mit
      dataset_info:
        features:
        - name: text
          dtype: string
        - name: label
          dtype:
            class_label:
              names:
                '0': neg
                '1': pos
        splits:
        - name: train
          num_examples: 4
      ---
      # A data set
      """;
  private static final String IN_JSON =
      """
      {"features": {"text": {"dtype": "string", "_type": "Value"},
                    "label": {"names": ["neg", "pos"], "_type": "ClassLabel"}}}
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "dataset_info.json", "dataset_infos.json"})
  void shouldReadTheShardsOfASplitInOrderWithTheNamesOfClasses(String described) throws Exception {
    Files.writeString(
        folder.resolve(described),
        switch (described) {
          case "README.md" -> IN_README;
          case "dataset_info.json" -> IN_JSON;
          default -> "{\"default\": " + IN_JSON + "}";
        });
    write("data/train-00001-of-00002.parquet", "('c', 1), ('d', 0)");
    write("data/train-00000-of-00002-0a1b2c3d4e5f6071.parquet", "('a', 0), ('b', 1)");
    write("data/test-00000-of-00001.parquet", "('e', 0)");

    assertThat(DatasetSource.isDataset(folder)).isTrue();
    assertThat(rows("", "train")).containsExactly("a=neg", "b=pos", "c=pos", "d=neg");
    assertThat(rows("", "test")).containsExactly("e=neg");
    assertFails("", "", "splits of the data set", "are [test, train]: give one as --split");
    assertFails("", "dev", "splits of the data set", "are [test, train] but --split is 'dev'");
  }

  @Test
  void shouldRefuseARowWhoseClassIsNoneOrUnknown() throws Exception {
    Files.writeString(folder.resolve("dataset_info.json"), IN_JSON);
    write("train.parquet", "('a', -1), ('b', 2), ('c', NULL), ('d', 1)");

    Drained rows = Drained.of(source("", ""));

    assertThat(rows.fields()).extracting(row -> row.get("label")).containsExactly(null, "pos");
    assertThat(rows.refusals())
        .containsExactly(
            "row 1: label is -1, with which a data set says that the row has none",
            "row 2: label is '2' but must be one of the classes {0=neg, 1=pos}");
  }

  @Test
  void shouldNameSubsetsWhetherTheyAreFoldersOrInTheCard() throws Exception {
    write("de/train-00000-of-00001.parquet", "('a', 0)");
    write("en/train-00000-of-00001.parquet", "('b', 1)");
    assertThat(rows("en", "")).containsExactly("b=1");
    assertFails("", "", "subsets of the data set", "are [de, en]: give one as --subset");

    Files.writeString(
        folder.resolve("README.md"),
        """
        ---
        configs:
        - config_name: both
          data_files:
          - split: all
            path: ['de/*.parquet', 'en/*.parquet']
        dataset_info:
        - config_name: both
          features:
          - name: label
            dtype: {class_label: {names: {'0': 'no', '1': 'yes'}}}
        - config_name: other
          features: []
        ---
        """);
    assertThat(rows("both", "all")).containsExactly("a=no", "b=yes");
    assertThat(rows("", "")).containsExactly("a=no", "b=yes");
  }

  @Test
  void shouldPreferTheNamesThatTheFileItselfKeeps() throws Exception {
    String note = "{\"info\": " + IN_JSON.strip().replace("neg", "bad") + "}";
    write("train.parquet", "('a', 0)", ", KV_METADATA {huggingface: '" + note + "'}");
    Files.writeString(folder.resolve("dataset_info.json"), IN_JSON);

    assertThat(rows("", "")).containsExactly("a=bad");
    assertThat(
            Drained.of(
                    new ParquetSource(
                        folder.resolve("train.parquet").toString(), ColumnMapping.BY_NAME))
                .fields())
        .containsExactly(Map.of("text", "a", "label", "bad"));
  }

  @Test
  void shouldSayWhatIsMissingOrOfAnotherKind() throws Exception {
    write("data/train-00001-of-00003.parquet", "('a', 0)");
    assertFails("", "", "1 of the 3 files like", "are there: fetch the others");

    Files.writeString(
        folder.resolve("data/train-00001-of-00003.parquet"),
        "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
    Files.move(
        folder.resolve("data/train-00001-of-00003.parquet"), folder.resolve("data/train.parquet"));
    assertFails("", "", "is a pointer of git-lfs: fetch the data with 'git lfs pull'");

    Files.delete(folder.resolve("data/train.parquet"));
    Files.writeString(folder.resolve("dataset_info.json"), IN_JSON);
    assertFails("", "", "has no Parquet files");
    Files.writeString(folder.resolve("data-00000-of-00001.arrow"), "");
    assertFails("", "", "is kept as Arrow, which is not read: write it with to_parquet");
  }

  @Test
  void shouldSayWhatIsWrongWithACard() throws Exception {
    write("train.parquet", "('a', 0)");
    Files.writeString(folder.resolve("README.md"), "---\n a: [\n---\n");
    assertFails("", "", "the head of file", "is not YAML");
    Files.writeString(folder.resolve("README.md"), "# No head\n");
    Files.writeString(folder.resolve("dataset_info.json"), "{");
    assertFails("", "", "dataset_info.json is not JSON");
    Files.writeString(folder.resolve("dataset_info.json"), "{\"features\": 1, \"splits\": [null]}");
    assertThat(rows("", "")).containsExactly("a=0");
  }

  @Test
  void shouldNotTakeAnyFolderForADataSet() throws IOException {
    Files.writeString(folder.resolve("README.md"), "---\ntitle: notes\n---\n");
    Files.writeString(folder.resolve("a.csv"), "text,label\n");

    assertThat(DatasetSource.isDataset(folder)).isFalse();
    assertThat(DatasetSource.isDataset(folder.resolve("none"))).isFalse();
  }

  private void assertFails(String subset, String split, String... parts) {
    assertThatIOException()
        .isThrownBy(() -> Drained.of(source(subset, split)))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }

  private List<String> rows(String subset, String split) throws IOException {
    return Drained.of(source(subset, split)).fields().stream()
        .map(row -> row.get("text") + "=" + row.get("label"))
        .toList();
  }

  private DatasetSource source(String subset, String split) throws IOException {
    return DatasetSource.of(
        folder,
        Optional.of(subset).filter(name -> !name.isEmpty()),
        Optional.of(split).filter(name -> !name.isEmpty()),
        ColumnMapping.BY_NAME);
  }

  private void write(String name, String values) throws IOException, SQLException {
    write(name, values, "");
  }

  private void write(String name, String values, String options) throws IOException, SQLException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = database.createStatement()) {
      statement.execute(
          "COPY (FROM (VALUES "
              + values
              + ") rows(text, label)) TO '"
              + file
              + "' (FORMAT parquet"
              + options
              + ")");
    }
  }
}
