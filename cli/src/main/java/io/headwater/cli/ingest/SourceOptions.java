package io.headwater.cli.ingest;

import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.CsvDialect;
import io.headwater.ingest.source.EntryPattern;
import io.headwater.ingest.source.FileFormat;
import io.headwater.ingest.source.JsonPath;
import io.headwater.ingest.source.Reading;
import io.headwater.ingest.source.RowRequest;
import io.headwater.ingest.source.RowSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where rows come from, as options of a command. */
public final class SourceOptions {

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description = {
        "A file, or a pattern such as 'data/*.parquet': CSV, TSV, JSON (an object a line, or one"
            + " array), Parquet or Excel; .gz, .zst and .bz2 are unpacked. Or the folder of a"
            + " Hugging Face data set. Several are read in turn."
      })
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description = {
        "Label of all rows of a file: '--file a.txt --label good --file b.txt --label bad'."
      })
  private List<String> labels = new ArrayList<>();

  @Option(names = "--score", paramLabel = "SCORE", description = "Score of all rows of a file.")
  private List<String> scores = new ArrayList<>();

  private final Map<String, Path> parallel = new LinkedHashMap<>();

  @Option(
      names = "--text-file",
      paramLabel = "FILE",
      description = "Parallel files: line N of each belongs to example N, here its text.")
  void textFile(Path file) {
    parallel.put(FieldNames.TEXT, file);
  }

  @Option(names = "--pair-file", paramLabel = "FILE", description = "Its second text.")
  void pairFile(Path file) {
    parallel.put(FieldNames.TEXT_PAIR, file);
  }

  @Option(names = "--label-file", paramLabel = "FILE", description = "Its label.")
  void labelFile(Path file) {
    parallel.put(FieldNames.LABEL, file);
  }

  @Option(names = "--score-file", paramLabel = "FILE", description = "Its score.")
  void scoreFile(Path file) {
    parallel.put(FieldNames.SCORE, file);
  }

  @Option(names = "--summary-file", paramLabel = "FILE", description = "Its summary.")
  void summaryFile(Path file) {
    parallel.put(FieldNames.SUMMARY, file);
  }

  @Option(
      names = "--sql",
      paramLabel = "SELECT",
      description = {
        "A query in DuckDB's SQL over files, such as \"SELECT title AS text, section AS label"
            + " FROM 'news.parquet'\"; its columns are fields by their names, all others"
            + " attributes."
      })
  private Optional<String> sql = Optional.empty();

  @Option(names = "--archive", paramLabel = "FILE", description = "A tar, tar.gz or zip of texts.")
  private Optional<Path> archive = Optional.empty();

  @Option(
      names = "--stdin",
      description = "Standard input: JSON, or with --format lines a text a line.")
  private boolean stdin;

  @Option(
      names = "--demo",
      description = {
        "The demo's text: doc comments of well-known Java libraries, as examples of three tasks"
            + " that are declared with it, so without --task. It takes --rate, --speed and"
            + " --report."
      })
  private boolean demo;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}, where the file's name does not say it.")
  private Optional<FileFormat> format = Optional.empty();

  private final Map<String, String> columns = new LinkedHashMap<>();

  @Option(
      names = "--text-column",
      paramLabel = "COLUMN",
      description = {
        "Column that is the text, by its name, or from 1 where the file names none (in JSON lists"
            + " from 0); so are the others below. Without it: the column of the field's own name,"
            + " here 'text'."
      })
  void textColumn(String column) {
    columns.put(FieldNames.TEXT, column);
  }

  @Option(
      names = "--pair-column",
      paramLabel = "COLUMN",
      description = "Column that is the second text ('text_pair').")
  void pairColumn(String column) {
    columns.put(FieldNames.TEXT_PAIR, column);
  }

  @Option(
      names = "--label-column",
      paramLabel = "COLUMN",
      description = "Column that is the label ('label').")
  void labelColumn(String column) {
    columns.put(FieldNames.LABEL, column);
  }

  @Option(
      names = "--score-column",
      paramLabel = "COLUMN",
      description = "Column that is the score ('score').")
  void scoreColumn(String column) {
    columns.put(FieldNames.SCORE, column);
  }

  @Option(
      names = "--summary-column",
      paramLabel = "COLUMN",
      description = "Column that is the summary, or a list of several ('summary').")
  void summaryColumn(String column) {
    columns.put(FieldNames.SUMMARY, column);
  }

  @Option(
      names = "--id-column",
      paramLabel = "COLUMN",
      description = "Column that is the id ('id'); without one, ids are made of the content.")
  void idColumn(String column) {
    columns.put(FieldNames.ID, column);
  }

  @Option(
      names = "--time-column",
      paramLabel = "COLUMN",
      description = "Column that is when it happened ('occurred_at').")
  void timeColumn(String column) {
    columns.put(FieldNames.OCCURRED_AT, column);
  }

  @Option(
      names = "--weight-column",
      paramLabel = "COLUMN",
      description = "Column that is the weight ('weight').")
  void weightColumn(String column) {
    columns.put(FieldNames.WEIGHT, column);
  }

  @Option(
      names = "--attribute-columns",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns to take along as attributes; '*' for all that are no field.")
  private List<String> attributes = new ArrayList<>();

  @Option(
      names = "--delimiter",
      paramLabel = "SIGN",
      description = "What stands between columns; 'tab' or '\\t' for a tab.")
  private Optional<String> delimiter = Optional.empty();

  @Option(
      names = "--quote",
      paramLabel = "SIGN",
      description = "What may stand around values; '\"' in CSV, nothing in TSV.")
  private Optional<Character> quote = Optional.empty();

  @Option(names = "--no-quotes", description = "Quotes are text.")
  private boolean noQuotes;

  @Option(names = "--no-header", description = "The first row is data; columns are counted from 1.")
  private boolean noHeader;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description =
          "Of text tables, lines and archives: utf-8 (default), windows-1252, utf-16, ...")
  private Optional<String> encoding = Optional.empty();

  @Option(
      names = "--json-path",
      paramLabel = "PATH",
      description = {
        "Where the rows are in one JSON value, such as '$.data[*]'; steps are .name, ['name'], [0],"
            + " [*] and .*"
      })
  private Optional<String> jsonPath = Optional.empty();

  @Option(names = "--sheet", paramLabel = "NAME", description = "Sheet of an Excel file.")
  private Optional<String> sheet = Optional.empty();

  @Option(names = "--subset", paramLabel = "NAME", description = "Subset of a data set's folder.")
  private Optional<String> subset = Optional.empty();

  @Option(names = "--split", paramLabel = "NAME", description = "Split of a data set's folder.")
  private Optional<String> split = Optional.empty();

  private final Map<String, EntryPattern> globs = new LinkedHashMap<>();

  @Option(
      names = "--text-glob",
      paramLabel = "PATTERN",
      description = {
        "Entries of the archive that are texts, such as 'articles/{topic}/{name}.txt'. Entries"
            + " whose parts in braces agree make a row; the parts are attributes, or {label} and"
            + " {id}."
      })
  void textGlob(String pattern) {
    globs.put(FieldNames.TEXT, new EntryPattern(pattern));
  }

  @Option(
      names = "--pair-glob",
      paramLabel = "PATTERN",
      description = "Entries of the archive that are second texts.")
  void pairGlob(String pattern) {
    globs.put(FieldNames.TEXT_PAIR, new EntryPattern(pattern));
  }

  @Option(
      names = "--summary-glob",
      paramLabel = "PATTERN",
      description = "Entries of the archive that are summaries.")
  void summaryGlob(String pattern) {
    globs.put(FieldNames.SUMMARY, new EntryPattern(pattern));
  }

  /**
   * Opens the source.
   *
   * @throws IllegalArgumentException if the options do not fit together; the message is one
   *     sentence
   * @throws IOException if the source cannot be read
   */
  public RowSource source() throws IOException {
    return new RowRequest(
            files,
            parallel,
            sql,
            archive,
            globs,
            stdin ? Optional.of(System.in) : Optional.empty(),
            constants())
        .source(
            new Reading(
                format,
                new ColumnMapping(columns, attributes),
                delimiter,
                quote,
                noQuotes,
                noHeader,
                encoding.map(CsvDialect::encoding),
                jsonPath.map(JsonPath::parse),
                sheet,
                subset,
                split));
  }

  private Map<String, List<String>> constants() {
    Map<String, List<String>> constants = new LinkedHashMap<>();
    constants.put(FieldNames.LABEL, labels);
    constants.put(FieldNames.SCORE, scores);
    constants.values().removeIf(List::isEmpty);
    return constants;
  }

  /** Returns whether the demo's text is wanted; it is not a source of rows. */
  public boolean demo() {
    return demo;
  }

  /** Returns the fields named by options; rows may have more. */
  public List<String> named() {
    return Stream.of(columns, constants()).flatMap(one -> one.keySet().stream()).toList();
  }
}
