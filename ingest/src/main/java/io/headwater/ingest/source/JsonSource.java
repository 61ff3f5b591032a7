package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.CompressedFile;
import io.headwater.ingest.source.internal.DuckDb;
import io.headwater.ingest.source.internal.JsonRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The objects of files with one JSON object a line, compressed or not.
 *
 * @param pattern path, or a pattern of paths
 * @param mapping which key of an object is which field
 */
public record JsonSource(String pattern, ColumnMapping mapping) implements RowSource {

  @Override
  public Rows open() throws IOException {
    try (DuckDb database = DuckDb.open()) {
      return new FilesInTurn(database.files(pattern), mapping);
    }
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  /** Reads the rows of the files, one file after the other. */
  private static final class FilesInTurn implements Rows {
    private final ColumnMapping mapping;
    private final boolean oneFile;
    private final Iterator<String> files;
    private Rows current;

    FilesInTurn(List<String> files, ColumnMapping mapping) throws IOException {
      this.mapping = mapping;
      this.oneFile = files.size() == 1;
      this.files = files.iterator();
      this.current = open(this.files.next());
    }

    private Rows open(String file) throws IOException {
      return new JsonRows(CompressedFile.open(Path.of(file)), oneFile ? "" : file, mapping);
    }

    @Override
    public Optional<Row> next() throws IOException {
      Optional<Row> row = current.next();
      while (row.isEmpty() && files.hasNext()) {
        current.close();
        current = open(files.next());
        row = current.next();
      }
      return row;
    }

    @Override
    public void close() throws IOException {
      current.close();
    }
  }
}
