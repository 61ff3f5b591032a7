package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.FilesInTurn;
import io.headwater.ingest.source.internal.ParquetFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The rows of Parquet files, each read by its own schema.
 *
 * <p>Classes that are numbers get the names that a file keeps for them, as those of Hugging Face
 * do.
 *
 * @param pattern path, or a pattern of paths
 * @param mapping which column is which field
 */
public record ParquetSource(String pattern, ColumnMapping mapping) implements RowSource {

  @Override
  public Rows open() throws IOException {
    return new FilesInTurn(
        FilePattern.require(pattern),
        (file, name) -> ParquetFile.open(file, name, mapping, Map.of()));
  }

  @Override
  public List<String> fields() throws IOException {
    return ParquetFile.fields(FilePattern.require(pattern), mapping);
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
