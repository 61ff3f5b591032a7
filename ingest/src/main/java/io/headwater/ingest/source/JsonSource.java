package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.FilesInTurn;
import io.headwater.ingest.source.internal.JsonPathRows;
import io.headwater.ingest.source.internal.JsonRows;
import io.headwater.ingest.source.internal.JsonShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of JSON files, compressed or not: an object a line, the elements of one list, or what a
 * path leads to in one value.
 *
 * <p>An object gives the same row whichever way it is written. A row may also be a list, of which
 * the mapping's columns are elements, counted from 0.
 *
 * @param pattern path, or a pattern of paths
 * @param path leads to the rows; empty for objects on lines or in a list
 * @param mapping which key of an object is which field
 */
public record JsonSource(String pattern, Optional<JsonPath> path, ColumnMapping mapping)
    implements RowSource {

  /** Makes a source of the objects that are on lines, or in a list. */
  public JsonSource(String pattern, ColumnMapping mapping) {
    this(pattern, Optional.empty(), mapping);
  }

  @Override
  public Rows open() throws IOException {
    return open(mapping);
  }

  private Rows open(ColumnMapping kept) throws IOException {
    List<Path> files = FilePattern.require(pattern);
    for (Path file : path.isEmpty() ? files : List.<Path>of()) {
      Optional<String> advice = JsonShape.advice(file, mapping);
      if (advice.isPresent()) {
        throw new IOException(advice.get());
      }
    }
    return new FilesInTurn(
        files,
        (file, name) ->
            path.isPresent()
                ? JsonPathRows.open(file, name, path.get(), kept)
                : JsonRows.open(file, name, kept));
  }

  /** Returns the keys of the first object. */
  @Override
  public List<String> columns() throws IOException {
    ColumnMapping all = new ColumnMapping(Map.of(), List.of(ColumnMapping.EVERY_OTHER));
    try (Rows rows = open(mapping.countsColumns() ? mapping : all)) {
      for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        if (row.get() instanceof Row.Read read) {
          return List.copyOf(read.fields().keySet());
        }
      }
      return List.of();
    }
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
