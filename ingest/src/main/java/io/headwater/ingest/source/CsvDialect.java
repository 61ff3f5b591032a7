package io.headwater.ingest.source;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How a table is written in a text file.
 *
 * <p>Nothing is guessed from the contents, so a file is read the same way whatever its first rows
 * look like.
 *
 * @param delimiter separates columns, 1 to 4 characters
 * @param quote may enclose a value, and is doubled within it; empty if quotes are ordinary text
 * @param header whether the first row names the columns
 * @param encoding encoding of the file
 */
public record CsvDialect(
    String delimiter, Optional<Character> quote, boolean header, Encoding encoding) {

  /** Comma-separated and quoted as in RFC 4180, with a header, in UTF-8. */
  public static final CsvDialect CSV = new CsvDialect(",", Optional.of('"'), true, Encoding.UTF_8);

  /** Tab-separated, with quotes as ordinary text, with a header, in UTF-8. */
  public static final CsvDialect TSV = new CsvDialect("\t", Optional.empty(), true, Encoding.UTF_8);

  /** Encodings that can be read. */
  public enum Encoding {
    /** UTF-8. */
    UTF_8("utf-8", StandardCharsets.UTF_8),
    /** ISO 8859-1. */
    LATIN_1("latin-1", StandardCharsets.ISO_8859_1);

    private final String label;
    private final Charset charset;

    Encoding(String label, Charset charset) {
      this.label = label;
      this.charset = charset;
    }

    /** Returns the name that the command line and DuckDB use. */
    public String label() {
      return label;
    }

    /** Returns the character set. */
    public Charset charset() {
      return charset;
    }

    /**
     * Returns the encoding named, such as {@code utf-8}, {@code latin-1} or {@code ISO-8859-1}.
     *
     * @throws IllegalArgumentException if no such encoding can be read
     */
    public static Encoding of(String name) {
      String wanted = name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
      return Arrays.stream(values())
          .filter(
              one ->
                  one.label.replace("-", "").equals(wanted)
                      || one.charset
                          .name()
                          .toLowerCase(Locale.ROOT)
                          .replace("-", "")
                          .equals(wanted))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "encoding is '" + name + "' but must be utf-8 or latin-1"));
    }
  }

  /**
   * Checks the delimiter and the quote.
   *
   * @throws IllegalArgumentException if the delimiter is empty, too long, or contains the quote
   */
  public CsvDialect {
    if (delimiter.isEmpty() || delimiter.length() > 4) {
      throw new IllegalArgumentException(
          "delimiter is '" + delimiter + "' but must be 1 to 4 characters");
    }
    if (quote.isPresent() && delimiter.indexOf(quote.get()) >= 0) {
      throw new IllegalArgumentException(
          "quote is '" + quote.get() + "' but must not be part of the delimiter");
    }
  }
}
