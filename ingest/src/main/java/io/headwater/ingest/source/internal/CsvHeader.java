package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.CsvDialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the first row of a text table, which says how many columns it has. */
public final class CsvHeader {
  private static final int LONGEST = 1 << 20;
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private CsvHeader() {}

  /**
   * Returns the names of a file's columns: those of its header, or {@code column1} and so on.
   *
   * @throws IOException if the file cannot be read, is empty, or names a column twice
   */
  public static List<String> read(Path file, CsvDialect dialect) throws IOException {
    List<String> first;
    try (Reader text =
        new BufferedReader(
            new InputStreamReader(CompressedFile.open(file), dialect.encoding().charset()))) {
      first = record(text, dialect);
    }
    if (first.isEmpty()) {
      throw new IOException("file " + file + " is empty");
    }
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < first.size(); i++) {
      String name = dialect.header() ? first.get(i).strip() : "";
      names.add(name.isEmpty() ? "column" + (i + 1) : name);
      if (!seen.add(names.get(i))) {
        throw new IOException("column '" + name + "' occurs twice in the header of " + file);
      }
    }
    return names;
  }

  /** Returns the values of the first row that is not an empty line. */
  private static List<String> record(Reader text, CsvDialect dialect) throws IOException {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    boolean started = false;
    for (int read = 0; read < LONGEST; read++) {
      int next = text.read();
      char c = (char) next;
      if (next < 0 || (!quoted && (c == '\n' || c == '\r'))) {
        if (next >= 0 && !started) {
          continue;
        }
        break;
      }
      if (!started && c == BYTE_ORDER_MARK) {
        continue;
      }
      started = true;
      if (dialect.quote().filter(quote -> quote == c).isPresent()) {
        quoted = !quoted; // a doubled quote toggles twice and is left out of the name
        continue;
      }
      value.append(c);
      int end = value.length() - dialect.delimiter().length();
      if (!quoted && value.indexOf(dialect.delimiter(), Math.max(0, end)) >= 0) {
        value.setLength(end);
        values.add(value.toString());
        value.setLength(0);
      }
    }
    if (started) {
      values.add(value.toString());
    }
    return values;
  }
}
