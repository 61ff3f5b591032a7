package io.headwater.ingest.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import io.headwater.ingest.source.CsvDialect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CsvRecordsTest {
  private static final CsvDialect CSV = CsvDialect.CSV;

  @Property(tries = 500, seed = "1")
  void shouldReadBackWhateverAnotherProgramWrites(
      @ForAll @Size(min = 1, max = 8) List<@Size(value = 3) List<@From("values") String>> table,
      @ForAll LineDelimiter lineEnd,
      @ForAll boolean allQuoted,
      @ForAll("delimiters") char delimiter,
      @ForAll("charsets") Charset charset,
      @ForAll @IntRange(min = 1, max = 5) int atOnce)
      throws IOException {
    StringWriter text = new StringWriter();
    var writer = CsvWriter.builder().fieldSeparator(delimiter).lineDelimiter(lineEnd);
    if (allQuoted) {
      writer.quoteStrategy(QuoteStrategies.ALWAYS);
    }
    try (CsvWriter rows = writer.build(text)) {
      rows.writeRecord("a", "b", "c");
      table.forEach(rows::writeRecord);
    }
    byte[] bytes = text.toString().getBytes(charset);
    CsvDialect dialect = new CsvDialect(String.valueOf(delimiter), CSV.quote(), true, charset);

    Parsed parsed = Parsed.of(new CsvRecords(drops(bytes, atOnce), dialect));

    assertThat(parsed.faults()).isEmpty();
    assertThat(parsed.values()).containsExactlyElementsOf(withHeader(table));
  }

  @Property(tries = 300, seed = "2")
  void shouldReadBackRowsThatEndInDifferentWays(
      @ForAll @Size(min = 1, max = 8) List<@Size(value = 2) List<@From("words") String>> table,
      @ForAll @Size(10) List<@From("lineEnds") String> ends,
      @ForAll boolean last)
      throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < table.size(); i++) {
      text.append(String.join(",", table.get(i)));
      text.append(i + 1 < table.size() || last ? ends.get(i) : "");
    }

    Parsed parsed = parsed(text.toString());

    assertThat(parsed.faults()).isEmpty();
    assertThat(parsed.values().subList(1, parsed.values().size())).containsExactlyElementsOf(table);
  }

  @Example
  void shouldNeverTakePartOfAValueForARow() throws IOException {
    assertThat(parsed("a,b\none\rtwo,x\nthree,y\n").values())
        .containsExactly(List.of("a", "b"), List.of("one\rtwo", "x"), List.of("three", "y"));
    assertThat(parsed("a,b\rone\ntwo,x\rthree,y").values())
        .containsExactly(List.of("a", "b"), List.of("one\ntwo", "x"), List.of("three", "y"));
    assertThat(parsed("a\tb\none\r\rtwo\tx\r\r\n\r\n\n\r", CsvDialect.TSV).values())
        .containsExactly(List.of("a", "b"), List.of("one\r\rtwo", "x"));
  }

  @Example
  void shouldGoOnBehindARowThatIsAtFault() throws IOException {
    String good = "g,h\n".repeat(40_000);

    Parsed parsed = parsed("a,b\n" + good + "\"x\"y\",z\n\"open,z\nm,n\n\"o\",p\nq,r\n" + good);

    assertThat(parsed.values()).hasSize(80_004);
    assertThat(parsed.faults())
        .containsExactly(
            "40002: text follows a quote that closes",
            "40003: text follows a quote that closes: lines 40003 to 40005 are taken for one row");
  }

  @Example
  void shouldSayWhichLinesAnOpenQuoteSwallows() throws IOException {
    String rows = IntStream.range(0, 10).mapToObj(i -> i + ",x\n").reduce("a,b\n", String::concat);

    Parsed parsed = parsed(rows + "\"open,x\n" + "y,z\n".repeat(100_000));

    assertThat(parsed.values()).hasSize(12);
    assertThat(parsed.faults())
        .containsExactly(
            "12: the quote that opens on line 12 is never closed: lines 12 to 100012 are taken for"
                + " one row");
  }

  @Example
  void shouldTakeBlanksAroundQuotesAndQuotesWithinTextAsTheyAreMeant() throws IOException {
    assertThat(parsed("a, \"b, \"\"c\"\"\" ,d\n5\" x,\"\",say \"so\"\n").values())
        .containsExactly(List.of("a", "b, \"c\"", "d"), List.of("5\" x", "", "say \"so\""));
  }

  @Example
  void shouldDivideBySeveralSignsWhereverTheBufferEnds() throws IOException {
    CsvDialect dialect = new CsvDialect("||", CSV.quote(), true, StandardCharsets.UTF_8);
    for (int length = 65_530; length < 65_540; length++) {
      String text = "x".repeat(length);
      assertThat(parsed("a||b\n" + text + "||c|d\n\"||\"||e", dialect).values())
          .containsExactly(List.of("a", "b"), List.of(text, "c|d"), List.of("||", "e"));
    }
  }

  @Example
  void shouldBoundARowOfNothingButDelimiters() throws IOException {
    Parsed parsed = parsed("a,b\n" + ",".repeat(20 << 20) + "\nc,d\n");

    assertThat(parsed.faults()).containsExactly("2: the row is longer than 16777216 characters");
    assertThat(parsed.values().get(2)).containsExactly("c", "d");
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings()
        .withChars('a', 'é', '日', ' ', ',', ';', '"', '\n', '\r', '\t', '|', '\u2028', '\u00a0')
        .ofMaxLength(6)
        .filter(text -> !text.startsWith(" ")); // blanks before a quote are none of the value
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withChars('a', 'é', '\u2028').ofMinLength(1).ofMaxLength(3);
  }

  @Provide
  Arbitrary<String> lineEnds() {
    return Arbitraries.of("\n", "\r\n", "\r\r\n", "\n\n", "\r\n\r\n", "\n\r\n");
  }

  @Provide
  Arbitrary<Character> delimiters() {
    return Arbitraries.of(',', ';', '\t', '|');
  }

  @Provide
  Arbitrary<Charset> charsets() {
    return Arbitraries.of(
        StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE);
  }

  private static List<List<String>> withHeader(List<List<String>> table) {
    return Stream.concat(Stream.of(List.of("a", "b", "c")), table.stream()).toList();
  }

  private static Parsed parsed(String text) throws IOException {
    return parsed(text, CSV);
  }

  private static Parsed parsed(String text, CsvDialect dialect) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Parsed.of(new CsvRecords(new ByteArrayInputStream(bytes), dialect));
  }

  /** Gives at most so many bytes at once, as a pipe does. */
  private static InputStream drops(byte[] bytes, int atOnce) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, atOnce));
      }
    };
  }

  /** All records of a small table. */
  private record Parsed(List<List<String>> values, List<String> faults) {
    static Parsed of(CsvRecords records) throws IOException {
      Parsed parsed = new Parsed(new ArrayList<>(), new ArrayList<>());
      while (records.next()) {
        parsed.values.add(records.values());
        Optional<String> fault = records.fault();
        fault.ifPresent(why -> parsed.faults.add(records.line() + ": " + why));
      }
      return parsed;
    }
  }
}
