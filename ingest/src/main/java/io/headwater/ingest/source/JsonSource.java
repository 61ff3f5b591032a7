package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.FilesInTurn;
import io.headwater.ingest.source.internal.InputFile;
import io.headwater.ingest.source.internal.JsonRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of files that hold one JSON object a line, or one JSON array of objects; compressed
 * or not.
 *
 * <p>An object gives the same row whichever way it is written.
 *
 * @param pattern path, or a pattern of paths
 * @param mapping which key of an object is which field
 */
public record JsonSource(String pattern, ColumnMapping mapping) implements RowSource {

  @Override
  public Rows open() throws IOException {
    return new FilesInTurn(FilePattern.require(pattern), this::rows);
  }

  private Rows rows(Path file, String name) throws IOException {
    InputFile bytes = InputFile.open(file);
    if (bytes.startsAsUtf16()) {
      bytes.close();
      throw new IOException("file " + file + " is in UTF-16 but JSON must be in UTF-8");
    }
    return new JsonRows(bytes, name, mapping);
  }

  /** Returns the keys of the first object. */
  @Override
  public List<String> columns() throws IOException {
    ColumnMapping all = new ColumnMapping(Map.of(), List.of(ColumnMapping.EVERY_OTHER));
    try (Rows rows = new JsonSource(pattern, all).open()) {
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
