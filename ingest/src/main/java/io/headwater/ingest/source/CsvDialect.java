package io.headwater.ingest.source;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * How a table is written in a text file.
 *
 * <p>Nothing is guessed from the contents, so a file is read the same way whatever its first rows
 * look like. Only a first line {@code sep=;}, which spreadsheets write to name the delimiter, is
 * obeyed.
 *
 * @param delimiter separates columns, 1 to 4 characters
 * @param quote may enclose a value, and is doubled within it; empty if quotes are ordinary text
 * @param header whether the first row names the columns
 * @param charset encoding of the file
 */
public record CsvDialect(
    String delimiter, Optional<Character> quote, boolean header, Charset charset) {

  /** Comma-separated and quoted as in RFC 4180, with a header, in UTF-8. */
  public static final CsvDialect CSV =
      new CsvDialect(",", Optional.of('"'), true, StandardCharsets.UTF_8);

  /** Tab-separated, with quotes as ordinary text, with a header, in UTF-8. */
  public static final CsvDialect TSV =
      new CsvDialect("\t", Optional.empty(), true, StandardCharsets.UTF_8);

  /**
   * Checks the delimiter and the quote.
   *
   * @throws IllegalArgumentException if the delimiter is empty or too long, or one of the two holds
   *     a line end or the other
   */
  public CsvDialect {
    if (delimiter.isEmpty() || delimiter.length() > 4 || delimiter.matches("(?s).*[\r\n].*")) {
      throw new IllegalArgumentException(
          "delimiter is '" + delimiter + "' but must be 1 to 4 characters within a line");
    }
    if (quote.isPresent() && delimiter.indexOf(quote.get()) >= 0) {
      throw new IllegalArgumentException(
          "quote is '" + quote.get() + "' but must not be part of the delimiter");
    }
  }

  /**
   * Returns the encoding of a name, such as {@code utf-8}, {@code latin-1}, {@code windows-1252},
   * {@code utf-16} or any other that this Java knows.
   *
   * @throws IllegalArgumentException if there is no such encoding
   */
  public static Charset encoding(String name) {
    String wanted = name.strip();
    try {
      return wanted.toLowerCase(Locale.ROOT).replace('_', '-').equals("latin-1")
          ? StandardCharsets.ISO_8859_1
          : Charset.forName(wanted);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "encoding is '"
              + name
              + "' but must be the name of one, such as utf-8, windows-1252, latin-1 or utf-16",
          e);
    }
  }
}
