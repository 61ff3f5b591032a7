package io.headwater.ingest.source;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How files are read, as far as somebody says so; the names of the options are those of {@code
 * headwater ingest}.
 *
 * @param format where a file's name does not say it
 * @param mapping which column is which field
 * @param delimiter what stands between the columns of a table; by default as the format has it
 * @param quote what may stand around the values of a table; by default as the format has it
 * @param noQuotes whether quotes are text
 * @param noHeader whether the first row of a table or sheet is data
 * @param encoding of text; by default UTF-8
 * @param jsonPath leads to the rows in JSON
 * @param sheet of a workbook
 * @param subset of a data set's folder
 * @param split of a data set's folder
 */
public record Reading(
    Optional<FileFormat> format,
    ColumnMapping mapping,
    Optional<String> delimiter,
    Optional<Character> quote,
    boolean noQuotes,
    boolean noHeader,
    Optional<Charset> encoding,
    Optional<JsonPath> jsonPath,
    Optional<String> sheet,
    Optional<String> subset,
    Optional<String> split) {

  private static final Set<FileFormat> TABLES = Set.of(FileFormat.CSV, FileFormat.TSV);
  private static final Set<FileFormat> TEXTS =
      Set.of(FileFormat.CSV, FileFormat.TSV, FileFormat.LINES);
  private static final Set<FileFormat> WITH_HEADER =
      Set.of(FileFormat.CSV, FileFormat.TSV, FileFormat.XLSX);

  /**
   * Returns the rows of the files that a path or pattern stands for, or of a data set's folder.
   *
   * @throws IllegalArgumentException if the format is not known, or an option does not go with it;
   *     the message is one sentence with the option to use
   * @throws IOException if there is no such file, or it cannot be read
   */
  public RowSource source(String pattern) throws IOException {
    if (format.isEmpty() && isDataset(pattern)) {
      requireOnly("a data set's folder", Set.of("--subset", "--split"));
      return DatasetSource.of(Path.of(pattern), subset, split, mapping);
    }
    FileFormat found =
        format
            .or(() -> FileFormat.of(pattern))
            .or(() -> delimiter.map(sign -> FileFormat.CSV))
            .orElseThrow(() -> unknown(pattern));
    requireOnly("files read as " + found, options(found));
    FilePattern.require(pattern);
    return switch (found) {
      case CSV, TSV -> new CsvSource(pattern, dialect(found), mapping);
      case PARQUET -> new ParquetSource(pattern, mapping);
      case SQUAD -> new SquadSource(Path.of(pattern), mapping);
      case JSON -> new JsonSource(pattern, jsonPath, mapping);
      case LINES -> new LineSource(pattern, charset());
      case XLSX -> new WorkbookSource(pattern, sheet, !noHeader, mapping);
    };
  }

  private static boolean isDataset(String pattern) throws IOException {
    try {
      return DatasetSource.isDataset(Path.of(pattern));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Returns the encoding of text. */
  public Charset charset() {
    return encoding.orElse(StandardCharsets.UTF_8);
  }

  private CsvDialect dialect(FileFormat found) {
    CsvDialect usual = found == FileFormat.TSV ? CsvDialect.TSV : CsvDialect.CSV;
    String sign =
        delimiter
            .map(given -> given.equals("tab") || given.equals("\\t") ? "\t" : given)
            .orElse(usual.delimiter());
    return new CsvDialect(
        sign, noQuotes ? Optional.empty() : quote.or(usual::quote), !noHeader, charset());
  }

  private static Set<String> options(FileFormat found) {
    Map<String, Set<FileFormat>> takers =
        Map.of(
            "--delimiter", TABLES,
            "--quote", TABLES,
            "--no-quotes", TABLES,
            "--no-header", WITH_HEADER,
            "--encoding", TEXTS,
            "--json-path", Set.of(FileFormat.JSON),
            "--sheet", Set.of(FileFormat.XLSX));
    return takers.entrySet().stream()
        .filter(option -> option.getValue().contains(found))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /**
   * Checks that nothing was said that does not go with what is read.
   *
   * @param what names what is read
   * @param taken the options that go with it
   * @throws IllegalArgumentException if something was
   */
  void requireOnly(String what, Set<String> taken) {
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("--delimiter", delimiter.isPresent());
    given.put("--quote", quote.isPresent());
    given.put("--no-quotes", noQuotes);
    given.put("--no-header", noHeader);
    given.put(
        "--encoding", encoding.filter(one -> !one.equals(StandardCharsets.UTF_8)).isPresent());
    given.put("--json-path", jsonPath.isPresent());
    given.put("--sheet", sheet.isPresent());
    given.put("--subset", subset.isPresent());
    given.put("--split", split.isPresent());
    given.forEach(
        (option, was) -> {
          if (was && !taken.contains(option)) {
            throw new IllegalArgumentException(option + " does not go with " + what);
          }
        });
  }

  /** Says which option reads a file whose name promises nothing that is known. */
  private static IllegalArgumentException unknown(String pattern) {
    String name = pattern.toLowerCase(Locale.ROOT);
    String file = "--file is '" + pattern + "', ";
    if (Files.isDirectory(Path.of(pattern))) {
      return new IllegalArgumentException(
          file + "a folder: give a pattern of its files, such as '" + pattern + "/*.csv'");
    }
    for (Map.Entry<String, String> ending : ADVICE) {
      if (name.matches(".*\\.(" + ending.getKey() + ")")) {
        return new IllegalArgumentException(file + ending.getValue());
      }
    }
    return new IllegalArgumentException(
        file
            + "whose ending names no format: give --format, of which 'lines' is a text a line, or"
            + " --delimiter");
  }

  private static final List<Map.Entry<String, String>> ADVICE =
      List.of(
          Map.entry(
              "(txt|text)(\\.(gz|zst|bz2))?",
              "which may hold anything: give --format lines and --label where each line is a text,"
                  + " --format csv or tsv where it is a table"),
          Map.entry(
              "zip|tar|tgz|tar\\.(gz|zst|bz2)",
              "an archive: give --archive and --text-glob where its entries are texts, else unpack"
                  + " it"),
          Map.entry(
              "xls|xlsb|ods|numbers",
              "a spreadsheet of a kind that is not read: save it as .xlsx or CSV"),
          Map.entry(
              "arrow|feather|avro|orc|pkl|pickle|h5|db|sqlite",
              "of a format that is not read: write it as Parquet or CSV"));
}
