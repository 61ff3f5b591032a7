package io.headwater.ingest.source;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
    assertThat(csv(file, MAPPING).columns()).containsExactly("n", "body", "kind");
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
        .containsExactly(RowLocation.line(2, ""), RowLocation.line(6, ""));
    assertThat(rows.fields()).extracting(row -> row.get("text")).containsExactly("good", "fine");
    assertThat(rows.refusals())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "line 3: too many columns: 3 found but 2 expected as in the first row"),
            line -> assertThat(line).startsWith("line 4: missing columns: 1 found but 2 expected"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "line 5: invalid encoding: bytes that are not UTF-8; name the file's"
                            + " encoding, such as windows-1252"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "line 7: the quote that opens on line 7 is never closed: lines 7 to 8 are"
                            + " taken for one row"));
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
    CsvDialect dialect = new CsvDialect(";", Optional.empty(), false, StandardCharsets.UTF_8);
    ColumnMapping mapping = new ColumnMapping(Map.of("text", "1", "label", "column2"), List.of());

    assertThat(Drained.of(new CsvSource(file.toString(), dialect, mapping)).fields())
        .containsExactly(
            Map.of("text", "good", "label", "1"), Map.of("text", "fine", "label", "2"));
  }

  @Test
  void shouldReadEveryEncodingThatIsNamed() throws IOException {
    for (String name :
        List.of(
            "latin-1", "Latin_1", "windows-1252", "cp1252", "utf-16", "UTF-16LE", "Shift_JIS")) {
      Charset charset = CsvDialect.encoding(name);
      String text = name.equals("Shift_JIS") ? "日本" : "Größe";
      Path file = write("a.csv", "body,kind\n" + text + ",x\n", charset);

      assertThat(Drained.of(csv(file, charset)).fields())
          .as(name)
          .containsExactly(Map.of("text", text, "label", "x"));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CsvDialect.encoding("utf-9"))
        .withMessage(
            "encoding is 'utf-9' but must be the name of one, such as utf-8, windows-1252, latin-1"
                + " or utf-16");
  }

  @Test
  void shouldSuggestTheEncodingThatAFileHas() throws IOException {
    Path quotes = write("a.csv", "body,kind\nit’s – fine,x\n", Charset.forName("windows-1252"));

    assertThat(Drained.of(csv(quotes, StandardCharsets.ISO_8859_1)).refusals())
        .singleElement()
        .asString()
        .startsWith("line 2: invalid encoding: byte 0x92 is no sign in ISO-8859-1 but one in")
        .contains("windows-1252");
    for (Charset wide : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Path file = write("b.csv", "\ufeffbody,kind\ncafé,x\n", wide);
      assertThatIOException()
          .isThrownBy(() -> csv(file, MAPPING).open())
          .withMessage("file " + file + " is in UTF-16: give --encoding utf-16");
      assertThat(Drained.of(csv(file, StandardCharsets.UTF_16)).fields())
          .containsExactly(Map.of("text", "café", "label", "x"));
    }
    Path header = write("c.csv", "größe,kind\na,b\n", StandardCharsets.ISO_8859_1);
    assertThatIOException()
        .isThrownBy(() -> csv(header, MAPPING).open())
        .withMessageStartingWith("the header of file " + header + " cannot be read: invalid");
  }

  @Test
  void shouldSayWhichColumnsThereAreAndObeyALineThatNamesTheDelimiter() throws IOException {
    Path semicolons = write("a.csv", "body;kind\na, b;x\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> csv(semicolons, ColumnMapping.BY_NAME).open())
        .withMessageEndingWith(
            "columns found: [body;kind]; if ';' stands between them, give --delimiter ';'");

    Path named = write("b.csv", "sep=;\nbody;kind\na, b;x\n");
    assertThat(Drained.of(csv(named, MAPPING)).fields())
        .containsExactly(Map.of("text", "a, b", "label", "x"));
  }

  @Test
  void shouldTellColumnsApartThatDifferByCaseAlone() throws IOException {
    Path file = write("a.csv", "text,Text,label\na b,c d,x\n");

    assertThat(Drained.of(csv(file, ColumnMapping.BY_NAME)).fields())
        .containsExactly(Map.of("text", "a b", "label", "x"));
    assertThat(Drained.of(csv(file, new ColumnMapping(Map.of("text", "Text"), List.of()))).fields())
        .containsExactly(Map.of("text", "c d", "label", "x"));
  }

  @Test
  void shouldTakeNothingFromFoldersThatAreNamedLikeColumns() throws IOException {
    Path folders = Files.createDirectories(folder.resolve("kind=spam/body=v2"));
    Files.writeString(folders.resolve("a.csv"), "body,kind\na,x\n");

    assertThat(Drained.of(csv(folder.resolve("*/*/*.csv"), MAPPING)).fields())
        .containsExactly(Map.of("text", "a", "label", "x"));
  }

  @Test
  void shouldSayWhereACompressedFileIsCutShort() throws IOException {
    String rows = IntStream.range(0, 50_000).mapToObj(i -> i + ",x\n").collect(joining());
    gzip("whole.csv.gz", "body,kind\n" + rows);
    byte[] whole = Files.readAllBytes(folder.resolve("whole.csv.gz"));
    Path cut = folder.resolve("cut.csv.gz");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

    try (Rows read = csv(cut, MAPPING).open()) {
      assertThatIOException()
          .isThrownBy(
              () -> {
                while (read.next().isPresent()) {
                  assertThat(read.share().orElseThrow()).isBetween(0.0, 1.0);
                }
              })
          .withMessageMatching(
              "file .*cut.csv.gz cannot be read past line \\d{4,}: its compressed bytes are cut"
                  + " short");
    }
  }

  @Test
  void shouldKnowCompressionByTheBytesAndNotTheName() throws IOException {
    gzip("a.csv", "body,kind\na,x\n");
    Path plain = write("plain.csv.gz", "body,kind\na,x\n");
    Path cut = Files.write(folder.resolve("b.csv"), new byte[] {0x1f, (byte) 0x8b, 8});

    assertThat(Drained.of(csv(folder.resolve("a.csv"), MAPPING)).fields()).hasSize(1);
    assertThatIOException()
        .isThrownBy(() -> csv(plain, MAPPING).open())
        .withMessageStartingWith("file " + plain + " is not compressed as the end of its name");
    assertThatIOException()
        .isThrownBy(() -> csv(cut, MAPPING).open())
        .withMessage("file " + cut + " cannot be read: its compressed bytes are cut short");
  }

  @Test
  void shouldRefuseARowTooLongForMemoryAndGoOn() throws IOException {
    String long1 = "x".repeat(3 << 20);
    String long2 = "y".repeat(17 << 20);
    Path file = write("a.csv", "body,kind\n" + long1 + ",a\n" + long2 + ",b\nc,c\n");

    Drained rows = Drained.of(csv(file, MAPPING));

    assertThat(rows.fields())
        .containsExactly(Map.of("text", long1, "label", "a"), Map.of("text", "c", "label", "c"));
    assertThat(rows.refusals())
        .containsExactly("line 3: the row is longer than 16777216 characters");
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

  private static CsvSource csv(Path file, Charset charset) {
    return new CsvSource(
        file.toString(), new CsvDialect(",", Optional.of('"'), true, charset), MAPPING);
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
