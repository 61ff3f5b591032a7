package io.headwater.ingest.source;

import io.headwater.ingest.fields.FieldNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where rows come from, as somebody asks for them; exactly one place is named.
 *
 * @param files paths or patterns, read in turn
 * @param parallel files whose lines belong together, by field
 * @param sql a query in DuckDB's SQL
 * @param archive a tar or zip archive of texts
 * @param globs patterns of the archive's entries, by field
 * @param stdin standard input, if it is to be read
 * @param constants values of fields that are the same in all rows of a place, by field: one for
 *     each of the files, in order, or a single one for any other place
 */
public record RowRequest(
    List<String> files,
    Map<String, Path> parallel,
    Optional<String> sql,
    Optional<Path> archive,
    Map<String, EntryPattern> globs,
    Optional<InputStream> stdin,
    Map<String, List<String>> constants) {

  /**
   * Opens the source.
   *
   * @throws IllegalArgumentException if what is asked for does not fit together; the message is one
   *     sentence
   * @throws IOException if the source cannot be read
   */
  public RowSource source(Reading reading) throws IOException {
    for (String field : constants.keySet()) {
      if (reading.mapping().columns().containsKey(field) || parallel.containsKey(field)) {
        throw new IllegalArgumentException(
            "--" + field + " is given for all rows, so no column or file can be the " + field);
      }
    }
    requireOnePlace();
    if (files.isEmpty()) {
      return constant(place(reading), 0, 1);
    }
    List<Map.Entry<String, RowSource>> sources = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      RowSource rows = reading.source(files.get(i));
      sources.add(Map.entry(files.get(i), constant(rows, i, files.size())));
    }
    return sources.size() == 1 ? sources.get(0).getValue() : new SourcesInTurn(sources);
  }

  private void requireOnePlace() {
    Map<String, Boolean> places = new LinkedHashMap<>();
    places.put("--file", !files.isEmpty());
    places.put(parallelOption(), !parallel.isEmpty());
    places.put("--sql", sql.isPresent());
    places.put("--archive", archive.isPresent());
    places.put("--stdin", stdin.isPresent());
    List<String> named = places.keySet().stream().filter(places::get).toList();
    if (named.isEmpty()) {
      throw new IllegalArgumentException("name one of " + String.join(", ", places.keySet()));
    }
    if (named.size() > 1) {
      throw new IllegalArgumentException(
          String.join(" and ", named) + " are mutually exclusive: name one place of rows");
    }
    if (!globs.isEmpty() && archive.isEmpty()) {
      throw new IllegalArgumentException("--text-glob and the like go with --archive alone");
    }
  }

  private String parallelOption() {
    String field = parallel.keySet().stream().findFirst().orElse(FieldNames.TEXT);
    return "--" + (field.equals(FieldNames.TEXT_PAIR) ? "pair" : field) + "-file";
  }

  private RowSource place(Reading reading) throws IOException {
    if (archive.isPresent()) {
      reading.requireOnly("--archive", Set.of("--encoding"));
      if (!globs.containsKey(FieldNames.TEXT)) {
        throw new IllegalArgumentException(
            "--archive needs --text-glob, such as 'articles/{topic}/{name}.txt'");
      }
      return new ArchiveSource(archive.get(), globs, reading.charset());
    }
    if (sql.isPresent()) {
      reading.requireOnly("--sql", Set.of());
      if (!reading.mapping().equals(ColumnMapping.BY_NAME)) {
        throw new IllegalArgumentException(
            "--sql names its columns itself: write 'AS text' and so on instead of options");
      }
      return new QuerySource(sql.get());
    }
    if (stdin.isPresent()) {
      return stream(stdin.get(), reading);
    }
    reading.requireOnly("parallel files", Set.of("--encoding"));
    if (!parallel.containsKey(FieldNames.TEXT)) {
      throw new IllegalArgumentException(
          "--text-file is missing beside the files of " + parallel.keySet());
    }
    return ParallelSource.of(parallel, reading.charset());
  }

  private static RowSource stream(InputStream bytes, Reading reading) {
    FileFormat format = reading.format().orElse(FileFormat.JSON);
    if (format == FileFormat.LINES) {
      reading.requireOnly("--stdin", Set.of("--encoding"));
      return new LineStreamSource(bytes, reading.charset());
    }
    if (format != FileFormat.JSON) {
      throw new IllegalArgumentException(
          "--format is " + format + " but standard input is read as JSON or LINES");
    }
    reading.requireOnly("--stdin", Set.of());
    return new StreamSource(bytes, reading.mapping());
  }

  /** Adds the constants of one place of several to its rows. */
  private RowSource constant(RowSource rows, int place, int places) {
    Map<String, String> own = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> constant : constants.entrySet()) {
      if (constant.getValue().size() != places) {
        throw new IllegalArgumentException(
            "--"
                + constant.getKey()
                + " is given "
                + constant.getValue().size()
                + " times but "
                + (places == 1
                    ? "the rows have one place"
                    : "there are " + places + " times --file")
                + ": give one for each, in order");
      }
      own.put(constant.getKey(), constant.getValue().get(place));
    }
    if (own.isEmpty() && (rows instanceof LineSource || rows instanceof LineStreamSource)) {
      throw new IllegalArgumentException(
          "a text a line has no target: give --label or --score for each file, or --label-file"
              + " beside the texts as --text-file");
    }
    return own.isEmpty() ? rows : new ConstantFields(rows, own);
  }
}
