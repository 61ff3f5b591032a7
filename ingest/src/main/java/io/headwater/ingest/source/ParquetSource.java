package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.FilesInTurn;
import io.headwater.ingest.source.internal.ParquetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of Parquet files, each read by its own schema.
 *
 * @param pattern path, or a pattern of paths
 * @param mapping which column is which field
 */
public record ParquetSource(String pattern, ColumnMapping mapping) implements RowSource {

  @Override
  public Rows open() throws IOException {
    return new FilesInTurn(
        FilePattern.require(pattern), (file, name) -> ParquetFile.open(file, name, mapping));
  }

  @Override
  public List<String> fields() throws IOException {
    List<String> fields = new ArrayList<>();
    for (Path file : FilePattern.require(pattern)) {
      List<String> own = List.copyOf(mapping.over(ParquetFile.columns(file)).keySet());
      if (fields.isEmpty()) {
        fields.addAll(own);
      }
      fields.retainAll(own);
    }
    return fields;
  }

  @Override
  public List<String> columns() throws IOException {
    return ParquetFile.columns(FilePattern.require(pattern).get(0));
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
