package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkbookSourceTest {
  private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  private static final String RELATIONS =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  private static final ColumnMapping ALL = new ColumnMapping(Map.of(), List.of("*"));

  @TempDir private Path folder;

  /** Puts values into a sheet. */
  @FunctionalInterface
  private interface Filling {
    void into(Worksheet sheet);
  }

  @Test
  void shouldGiveWhatASpreadsheetShows() throws IOException {
    Path file =
        write(
            Map.of(
                "S",
                sheet -> {
                  row(sheet, 0, "text", "label");
                  row(sheet, 1, "whole", 7.0);
                  row(sheet, 2, "fraction", 0.1 + 0.2);
                  row(sheet, 3, "truth", true);
                  row(sheet, 4, "day", LocalDateTime.of(2026, 1, 2, 0, 0));
                  sheet.style(4, 1).format("dd/mm/yyyy").set();
                  row(sheet, 5, "time", LocalDateTime.of(2026, 1, 2, 10, 15, 30));
                  sheet.style(5, 1).format("yyyy-mm-dd h:mm").set();
                  row(sheet, 6, "padded", 742);
                  sheet.style(6, 1).format("00000").set();
                  row(sheet, 7, "large", 123456789012d);
                  row(sheet, 8, "hours", 1.25);
                  sheet.style(8, 1).format("[h]:mm:ss").set();
                  row(sheet, 9, "clock", 0.5);
                  sheet.style(9, 1).format("hh:mm AM/PM").set();
                  row(sheet, 10, "share", 0.25);
                  sheet.style(10, 1).format("[Red]0.00%\" of days\"").set();
                  row(sheet, 11, " a\nb ", "caf\u00e9");
                }));

    assertThat(rows(file))
        .containsExactly(
            "row 2 whole=7",
            "row 3 fraction=0.3",
            "row 4 truth=TRUE",
            "row 5 day=2026-01-02",
            "row 6 time=2026-01-02 10:15:30",
            "row 7 padded=00742",
            "row 8 large=123456789012",
            "row 9 hours=30:00:00",
            "row 10 clock=12:00:00",
            "row 11 share=0.25",
            "row 12  a\nb =caf\u00e9");
  }

  @Property(tries = 60, seed = "4")
  void shouldReadTextsAndNumbersAsTheyWereWritten(
      @ForAll @Size(min = 1, max = 6) List<@From("cells") String> texts,
      @ForAll @Size(min = 6, max = 6) List<Integer> numbers)
      throws IOException {
    Path file = Files.createTempFile("rows", ".xlsx");
    try {
      write(
          file,
          Map.of(
              "S",
              sheet -> {
                row(sheet, 0, "text", "label");
                for (int i = 0; i < texts.size(); i++) {
                  row(sheet, i + 1, texts.get(i), numbers.get(i));
                }
              }));

      List<String> expected = new ArrayList<>();
      for (int i = 0; i < texts.size(); i++) {
        expected.add("row " + (i + 2) + " " + texts.get(i) + "=" + numbers.get(i));
      }
      assertThat(rows(file)).isEqualTo(expected);
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<String> cells() {
    return Arbitraries.strings()
        .withChars("ab <>&\"'\u00e9\u4e2d\n\t_x")
        .ofMinLength(1)
        .ofMaxLength(8);
  }

  @Test
  void shouldChooseTheOnlySheetThatIsNotEmptyOrTheOneThatIsNamed() throws IOException {
    Map<String, Filling> sheets = new LinkedHashMap<>();
    sheets.put("Empty", sheet -> {});
    sheets.put(
        "Data",
        sheet -> {
          row(sheet, 2, "text", "label");
          row(sheet, 4, "a", "x");
        });
    Path file = write(sheets);
    assertThat(rows(file)).containsExactly("row 5 a=x");

    sheets.put("More", sheet -> row(sheet, 0, "text"));
    write(file, sheets);
    assertFails(file, "its sheets are [Data, More]: give one as --sheet");
    assertThat(
            Drained.of(new WorkbookSource(file.toString(), Optional.of("Data"), true, ALL))
                .fields())
        .containsExactly(Map.of("text", "a", "label", "x"));
    assertThatIOException()
        .isThrownBy(
            () -> new WorkbookSource(file.toString(), Optional.of("data"), true, ALL).open())
        .withMessageContaining("its sheets are [Data, More], none 'data'");
  }

  @Test
  void shouldTreatCellsThatAreEmptyMergedAndBeyondTheHeaderAsTheyLook() throws IOException {
    Path file =
        write(
            Map.of(
                "S",
                sheet -> {
                  row(sheet, 0, "text", null, "label");
                  row(sheet, 1, "a", "middle", "x");
                  row(sheet, 2, "b");
                  sheet.range(1, 2, 2, 2).merge();
                  row(sheet, 4, "c", null, "y", "too far");
                }));

    Drained rows = Drained.of(new WorkbookSource(file.toString(), Optional.empty(), true, ALL));

    assertThat(rows.fields())
        .extracting(Object::toString)
        .containsExactly("{text=a, label=x, column2=middle}", "{text=b, label=null, column2=null}");
    assertThat(rows.refusals())
        .containsExactly("row 5: too many columns: 4 found but 3 expected as in the first row");
  }

  @Test
  void shouldReadWhatExcelWritesAndRefuseErrorsAndFormulasNeverComputed() throws IOException {
    Path file =
        packed(
            """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>label</t></is></c></row>
            <row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><f>1+2</f><v>3</v></c></row>
            <row r="3"><c r="A3" t="str"><f>A2&amp;"!"</f><v>done!</v></c><c r="B3" t="b"><v>1</v></c></row>
            <row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" t="e"><v>#N/A</v></c></row>
            <row r="5"><c r="A5" t="s"><v>1</v></c><c r="B5"><f>NOW()</f></c></row>
            <row r="7"><c r="A7" t="s"><v>2</v></c><c r="B7"><v>1E+20</v></c></row>
            """,
            "<si><t>text</t></si><si><r><t>so_x000D_</t></r><r><t xml:space=\"preserve\"> far</t></r>"
                + "<rPh sb=\"0\" eb=\"1\"><t>never</t></rPh></si><si><t>_x005F_x0041_</t></si>");

    Drained rows = Drained.of(new WorkbookSource(file.toString(), Optional.empty(), true, ALL));

    assertThat(rows.fields())
        .extracting(row -> row.get("text") + "=" + row.get("label"))
        .containsExactly("so\r far=3", "done!=TRUE", "_x0041_=100000000000000000000");
    assertThat(rows.refusals())
        .containsExactly(
            "row 4: cell B4 is the error #N/A",
            "row 5: cell B5 is a formula that was never computed: open and save the file in a"
                + " spreadsheet program");
  }

  @Test
  void shouldCountColumnsWhereTheFirstRowIsData() throws IOException {
    Path file = write(Map.of("S", sheet -> row(sheet, 0, "a", "x")));
    ColumnMapping second = new ColumnMapping(Map.of("text", "1", "label", "2"), List.of());

    assertThat(
            Drained.of(new WorkbookSource(file.toString(), Optional.empty(), false, second))
                .fields())
        .containsExactly(Map.of("text", "a", "label", "x"));
  }

  @Test
  void shouldSayInOneSentenceWhatIsWrongWithAFile() throws IOException {
    Path whole =
        write(
            Map.of(
                "S",
                sheet -> {
                  row(sheet, 0, "text", "text");
                  row(sheet, 1, "a", "b");
                }));
    assertFails(whole, "column 'text' occurs twice in the first row");

    byte[] bytes = Files.readAllBytes(whole);
    assertFails(file(Arrays.copyOf(bytes, bytes.length / 2)), "cannot be read: ");
    assertFails(file("text,label\n".getBytes(StandardCharsets.UTF_8)), "it is no .xlsx file");
    assertFails(
        file(new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0}),
        "an old or an encrypted one: save it as .xlsx without a password");
    assertFails(zip(Map.of("a.txt", "a")), "it is a zip archive without a workbook");
    assertFails(
        packed("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>x</v></c></row>", ""), "it is no workbook");
    assertFails(packed("<row r=\"1\"><c r=\"A1\"><v>1</row>", ""), "it is no workbook");
  }

  @Test
  void shouldStopBeforeABombFillsTheMemory() throws IOException {
    assertFails(
        packed("<row r=\"1\"><c r=\"ABCD1\"><v>1</v></c></row>", ""), "beyond the last column");
    assertFails(
        packed(
            "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>" + "a".repeat(5 << 20) + "</v></c></row>", ""),
        "holds more than fits in memory");
    assertFails(packed("<row/>".repeat((1 << 20) + 1), ""), "more rows than a sheet can have");
    assertFails(
        packed("", "<si><t>a</t></si>".repeat(4 << 20)),
        "is unpacked to more than 200 times its size");
  }

  @Test
  void shouldSayHowFar() throws IOException {
    Path file =
        write(
            Map.of(
                "S",
                sheet -> {
                  row(sheet, 0, "text");
                  row(sheet, 1, "a");
                  row(sheet, 2, "b");
                  row(sheet, 3, "c");
                }));

    try (Rows rows = new WorkbookSource(file.toString(), Optional.empty(), true, ALL).open()) {
      rows.next();
      assertThat(rows.share()).hasValue(0.5);
    }
  }

  private void assertFails(Path file, String sentence) {
    assertThatIOException()
        .isThrownBy(
            () -> Drained.of(new WorkbookSource(file.toString(), Optional.empty(), true, ALL)))
        .withMessageContaining(file.toString())
        .withMessageContaining(sentence)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static List<String> rows(Path file) throws IOException {
    Drained rows = Drained.of(new WorkbookSource(file.toString(), Optional.empty(), true, ALL));
    assertThat(rows.refusals()).isEmpty();
    return rows.read().stream()
        .map(
            row ->
                row.location() + " " + row.fields().get("text") + "=" + row.fields().get("label"))
        .toList();
  }

  private Path write(Map<String, Filling> sheets) throws IOException {
    return write(folder.resolve("rows.xlsx"), sheets);
  }

  private static Path write(Path file, Map<String, Filling> sheets) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        Workbook workbook = new Workbook(out, "test", "1.0")) {
      sheets.forEach((name, filling) -> filling.into(workbook.newWorksheet(name)));
    }
    return file;
  }

  private static void row(Worksheet sheet, int row, Object... values) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof String text) {
        sheet.value(row, i, text);
      } else if (value instanceof Number number) {
        sheet.value(row, i, number);
      } else if (value instanceof Boolean truth) {
        sheet.value(row, i, truth);
      } else if (value instanceof LocalDateTime time) {
        sheet.value(row, i, time);
      }
    }
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("other.xlsx"), bytes);
  }

  /** Writes a workbook of one sheet as Excel does, from the XML of its rows and shared texts. */
  private Path packed(String rows, String shared) throws IOException {
    return zip(
        Map.of(
            "[Content_Types].xml",
            "<Types><Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"application/"
                + "vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml\"/></Types>",
            "xl/workbook.xml",
            "<workbook xmlns=\""
                + MAIN
                + "\" xmlns:r=\""
                + RELATIONS
                + "\"><sheets>"
                + "<sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"
                + "</Relationships>",
            "xl/worksheets/sheet1.xml",
            "<worksheet xmlns=\"" + MAIN + "\"><sheetData>" + rows + "</sheetData></worksheet>",
            "xl/sharedStrings.xml",
            "<sst xmlns=\"" + MAIN + "\">" + shared + "</sst>"));
  }

  private Path zip(Map<String, String> entries) throws IOException {
    Path file = folder.resolve("packed.xlsx");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      Writer text = new OutputStreamWriter(zip, StandardCharsets.UTF_8);
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        for (int i = 0; i < entry.getValue().length(); i += 1 << 16) {
          text.write(entry.getValue(), i, Math.min(1 << 16, entry.getValue().length() - i));
        }
        text.flush();
        zip.closeEntry();
      }
    }
    return file;
  }
}
