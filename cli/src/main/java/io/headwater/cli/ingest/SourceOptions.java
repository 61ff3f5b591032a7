package io.headwater.cli.ingest;

import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.ArchiveSource;
import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.CsvDialect;
import io.headwater.ingest.source.EntryPattern;
import io.headwater.ingest.source.FileFormat;
import io.headwater.ingest.source.QuerySource;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.source.StreamSource;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where rows come from, as options of a command. */
public final class SourceOptions {

  @ArgGroup(multiplicity = "1")
  private Where where;

  /** Options of which exactly one is given. */
  static final class Where {
    @Option(
        names = "--file",
        paramLabel = "PATH",
        description = {
          "A file, or a pattern such as 'data/*.parquet': CSV, TSV, JSON (one object a line, or one"
              + " array) or Parquet; .gz and .zst are unpacked."
        })
    private Optional<String> file = Optional.empty();

    @Option(
        names = "--sql",
        paramLabel = "SELECT",
        description = {
          "A query in DuckDB's SQL over files, such as \"SELECT title AS text, section AS label"
              + " FROM 'news.parquet'\"; its columns are fields by their names, all others"
              + " attributes."
        })
    private Optional<String> sql = Optional.empty();

    @Option(
        names = "--archive",
        paramLabel = "FILE",
        description = "A tar, tar.gz or zip of texts.")
    private Optional<Path> archive = Optional.empty();

    @Option(names = "--stdin", description = "Standard input, one JSON object a line.")
    private boolean stdin;

    @Option(
        names = "--demo",
        description = {
          "The demo's text: doc comments of well-known Java libraries, as examples of three tasks"
              + " that are declared with it, so without --task. It takes --rate, --speed and"
              + " --report."
        })
    private boolean demo;
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}, where the file's name does not say it.")
  private Optional<FileFormat> format = Optional.empty();

  @Option(
      names = "--text-column",
      paramLabel = "COLUMN",
      description = {
        "Column that is the text, by its name, or from 1 where the file names none; so are the"
            + " others below. Without it: the column of the field's own name, here 'text'."
      })
  private Optional<String> text = Optional.empty();

  @Option(
      names = "--pair-column",
      paramLabel = "COLUMN",
      description = "Column that is the second text ('text_pair').")
  private Optional<String> pair = Optional.empty();

  @Option(
      names = "--label-column",
      paramLabel = "COLUMN",
      description = "Column that is the label ('label').")
  private Optional<String> label = Optional.empty();

  @Option(
      names = "--score-column",
      paramLabel = "COLUMN",
      description = "Column that is the score ('score').")
  private Optional<String> score = Optional.empty();

  @Option(
      names = "--summary-column",
      paramLabel = "COLUMN",
      description = "Column that is the summary, or a list of several ('summary').")
  private Optional<String> summary = Optional.empty();

  @Option(
      names = "--id-column",
      paramLabel = "COLUMN",
      description = "Column that is the id ('id'); without one, ids are made of the content.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--time-column",
      paramLabel = "COLUMN",
      description = "Column that is when it happened ('occurred_at').")
  private Optional<String> time = Optional.empty();

  @Option(
      names = "--weight-column",
      paramLabel = "COLUMN",
      description = "Column that is the weight ('weight').")
  private Optional<String> weight = Optional.empty();

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
      description = "Of text tables and archives: utf-8 (default), windows-1252, utf-16, ...")
  private Optional<String> encoding = Optional.empty();

  @Option(
      names = "--text-glob",
      paramLabel = "PATTERN",
      description = {
        "Entries of the archive that are texts, such as 'articles/{topic}/{name}.txt'. Entries"
            + " whose parts in braces agree make a row; the parts are attributes, or {label} and"
            + " {id}."
      })
  private Optional<String> textGlob = Optional.empty();

  @Option(
      names = "--pair-glob",
      paramLabel = "PATTERN",
      description = "Entries of the archive that are second texts.")
  private Optional<String> pairGlob = Optional.empty();

  @Option(
      names = "--summary-glob",
      paramLabel = "PATTERN",
      description = "Entries of the archive that are summaries.")
  private Optional<String> summaryGlob = Optional.empty();

  /**
   * Opens the source.
   *
   * @throws IllegalArgumentException if the options do not fit together; the message is one
   *     sentence
   * @throws IOException if the source cannot be read
   */
  public RowSource source() throws IOException {
    if (where.file.isPresent()) {
      return file(where.file.get());
    }
    if (where.archive.isPresent()) {
      return archive(where.archive.get());
    }
    if (where.sql.isPresent()) {
      if (!mapping().equals(ColumnMapping.BY_NAME)) {
        throw new IllegalArgumentException(
            "--sql names its columns itself: write 'AS text' and so on instead of options");
      }
      return new QuerySource(where.sql.get());
    }
    if (where.stdin) {
      return new StreamSource(System.in, mapping());
    }
    throw new IllegalArgumentException("name one of --file, --sql, --archive and --stdin");
  }

  /** Returns whether the demo's text is wanted; it is not a source of rows. */
  public boolean demo() {
    return where.demo;
  }

  /** Returns the fields named by options; rows may have more. */
  public List<String> named() {
    return List.copyOf(columns().keySet());
  }

  private RowSource file(String path) throws IOException {
    FileFormat found =
        format
            .or(() -> FileFormat.of(path))
            .or(() -> delimiter.map(sign -> FileFormat.CSV))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--file is '"
                            + path
                            + "', whose ending names no format: give --format or --delimiter"));
    return found.source(path, dialect(found), mapping());
  }

  private RowSource archive(Path path) {
    Map<String, EntryPattern> patterns = new LinkedHashMap<>();
    textGlob.ifPresent(glob -> patterns.put(FieldNames.TEXT, new EntryPattern(glob)));
    pairGlob.ifPresent(glob -> patterns.put(FieldNames.TEXT_PAIR, new EntryPattern(glob)));
    summaryGlob.ifPresent(glob -> patterns.put(FieldNames.SUMMARY, new EntryPattern(glob)));
    if (textGlob.isEmpty()) {
      throw new IllegalArgumentException(
          "--archive needs --text-glob, such as 'articles/{topic}/{name}.txt'");
    }
    return new ArchiveSource(path, patterns, charset());
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

  private Charset charset() {
    return encoding.map(CsvDialect::encoding).orElse(StandardCharsets.UTF_8);
  }

  private ColumnMapping mapping() {
    return new ColumnMapping(columns(), attributes);
  }

  private Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    text.ifPresent(column -> columns.put(FieldNames.TEXT, column));
    pair.ifPresent(column -> columns.put(FieldNames.TEXT_PAIR, column));
    label.ifPresent(column -> columns.put(FieldNames.LABEL, column));
    score.ifPresent(column -> columns.put(FieldNames.SCORE, column));
    summary.ifPresent(column -> columns.put(FieldNames.SUMMARY, column));
    id.ifPresent(column -> columns.put(FieldNames.ID, column));
    time.ifPresent(column -> columns.put(FieldNames.OCCURRED_AT, column));
    weight.ifPresent(column -> columns.put(FieldNames.WEIGHT, column));
    return columns;
  }
}
