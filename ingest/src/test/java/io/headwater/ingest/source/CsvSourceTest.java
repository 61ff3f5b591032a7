package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {
  private static final ColumnMapping MAPPING =
      new ColumnMapping(Map.of("text", "body", "label", "kind"), List.of());

  @TempDir private Path folder;

  @Test
  void shouldReadQuotedValuesAndTakeOnlyTheColumnsAskedFor() throws IOException {
    Path file = write("a.csv", "n,body,kind\n1,\"a, \"\"b\"\"\nc\",x\n2,,y\n");

    assertThat(Drained.of(csv(file, MAPPING)).fields())
        .containsExactly(
            Map.of("text", "a, \"b\"\nc", "label", "x"), nullable("text", null, "label", "y"));
    assertThat(csv(file, MAPPING).fields()).containsExactly("text", "label");
    assertThat(csv(file, MAPPING).count()).hasValue(2);
  }

  @Test
  void shouldNumberAndKeepEveryRowItCannotRead() throws IOException {
    Path file = folder.resolve("bad.csv");
    Files.write(
        file,
        "body,kind\ngood,1\ntoo,many,columns\nfew\nb\u00e4d,2\nfine,3\n\"open,4\nlost,5\n"
            .getBytes(StandardCharsets.ISO_8859_1));

    Drained rows = Drained.of(csv(file, MAPPING));

    assertThat(rows.read())
        .extracting(Row.Read::location)
        .containsExactly(RowLocation.row(1), RowLocation.row(2));
    assertThat(rows.fields()).extracting(row -> row.get("text")).containsExactly("good", "fine");
    assertThat(rows.refusals())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("line 3: too many columns: Expected Number"),
            line -> assertThat(line).startsWith("line 4: missing columns: Expected Number"),
            line -> assertThat(line).startsWith("line 5: invalid encoding: Invalid unicode"),
            line -> assertThat(line).startsWith("line 7: unquoted value: Value with unterminated"));
    assertThat(rows.unreadable())
        .allMatch(row -> row.rejection().reason() == RejectionReason.UNREADABLE_ROW);
    assertThat(rows.unreadable().get(3).excerpt()).contains("lost,5");
  }

  @Test
  void shouldTakeQuotesForTextAndByteOrderMarksForNothing() throws IOException {
    Path file = write("a.tsv", "\ufeffkind\tbody\n1\tsay \"so\n0\t\"so\" it is\n");

    assertThat(Drained.of(new CsvSource(file.toString(), CsvDialect.TSV, MAPPING)).fields())
        .containsExactly(
            Map.of("text", "say \"so", "label", "1"), Map.of("text", "\"so\" it is", "label", "0"));
  }

  @Test
  void shouldCountColumnsWhereAFileNamesNone() throws IOException {
    Path file = write("a.csv", "good;1\nfine;2\n");
    CsvDialect dialect = new CsvDialect(";", Optional.empty(), false, CsvDialect.Encoding.UTF_8);
    ColumnMapping mapping = new ColumnMapping(Map.of("text", "1", "label", "column2"), List.of());

    assertThat(Drained.of(new CsvSource(file.toString(), dialect, mapping)).fields())
        .containsExactly(
            Map.of("text", "good", "label", "1"), Map.of("text", "fine", "label", "2"));
  }

  @Test
  void shouldReadLatin1AndNameWhatElseCanBeRead() throws IOException {
    Path file = write("a.csv", "body,kind\nGröße,x\n", StandardCharsets.ISO_8859_1);
    CsvDialect dialect = new CsvDialect(",", Optional.of('"'), true, CsvDialect.Encoding.LATIN_1);

    assertThat(Drained.of(new CsvSource(file.toString(), dialect, MAPPING)).fields())
        .containsExactly(Map.of("text", "Größe", "label", "x"));
    assertThat(CsvDialect.Encoding.of("ISO-8859-1")).isEqualTo(CsvDialect.Encoding.LATIN_1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CsvDialect.Encoding.of("cp1252"))
        .withMessage("encoding is 'cp1252' but must be utf-8 or latin-1");
  }

  @Test
  void shouldReadCompressedFilesOfAPatternInTheOrderOfTheirNames() throws IOException {
    gzip("2.csv.gz", "body,kind\nsecond,x\nbroken\n");
    gzip("1.csv.gz", "body,kind\nfirst,x\n");

    Drained rows = Drained.of(csv(folder.resolve("*.csv.gz"), MAPPING));

    assertThat(rows.fields()).extracting(row -> row.get("text")).containsExactly("first", "second");
    assertThat(rows.unreadable())
        .singleElement()
        .extracting(row -> row.location().toString())
        .isEqualTo("line 3 of " + folder.resolve("2.csv.gz"));
  }

  @Test
  void shouldRefuseFilesWhoseColumnsDiffer() throws IOException {
    write("1.csv", "body,kind\na,b\n");
    write("2.csv", "kind,body\na,b\n");

    assertThatIOException()
        .isThrownBy(() -> csv(folder.resolve("*.csv"), MAPPING).open())
        .withMessageContaining("2.csv are [kind, body] but must be those of");
  }

  @Test
  void shouldNameWhatIsNotThere() throws IOException {
    Path file = write("a.csv", "body,kind\na,b\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> csv(file, new ColumnMapping(Map.of("text", "title"), List.of())).open())
        .withMessage(
            "column of text is 'title' but must be one of [body, kind] or a number from 1 to 2");
    assertThatIOException()
        .isThrownBy(() -> csv(folder.resolve("none.csv"), MAPPING).open())
        .withMessageContaining("there is no such file");
    assertThatIOException()
        .isThrownBy(() -> csv(write("twice.csv", "a,a\n1,2\n"), MAPPING).open())
        .withMessageContaining("column 'a' occurs twice");
    assertThatIOException()
        .isThrownBy(() -> csv(write("empty.csv", ""), MAPPING).open())
        .withMessageContaining("is empty");
  }

  @Test
  void shouldTakeAttributesAlong() throws IOException {
    Path file = write("a.csv", "text,label,when,who\na,b,c,d\n");

    assertThat(Drained.of(csv(file, new ColumnMapping(Map.of(), List.of("who")))).fields())
        .containsExactly(Map.of("text", "a", "label", "b", "who", "d"));
    assertThat(Drained.of(csv(file, new ColumnMapping(Map.of(), List.of("*")))).fields())
        .containsExactly(Map.of("text", "a", "label", "b", "when", "c", "who", "d"));
  }

  private static CsvSource csv(Path file, ColumnMapping mapping) {
    return new CsvSource(file.toString(), CsvDialect.CSV, mapping);
  }

  private Path write(String name, String text) throws IOException {
    return write(name, text, StandardCharsets.UTF_8);
  }

  private Path write(String name, String text, Charset charset) throws IOException {
    return Files.writeString(folder.resolve(name), text, charset);
  }

  private void gzip(String name, String text) throws IOException {
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Map<String, Object> nullable(String a, Object b, String c, Object d) {
    Map<String, Object> map = new HashMap<>();
    map.put(a, b);
    map.put(c, d);
    return map;
  }
}
