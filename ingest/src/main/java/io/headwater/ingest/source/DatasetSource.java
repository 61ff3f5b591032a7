package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.DatasetFiles;
import io.headwater.ingest.source.internal.FilesInTurn;
import io.headwater.ingest.source.internal.ParquetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The rows of one split in the folder of a Hugging Face data set, in Parquet.
 *
 * <p>Classes that are numbers in the files get their names; a row whose class is -1, which stands
 * for none, is refused. Names are looked for in the files themselves, then in {@code
 * dataset_info.json} and at the head of {@code README.md}.
 */
public final class DatasetSource implements RowSource {
  private final DatasetFiles.Chosen chosen;
  private final ColumnMapping mapping;

  private DatasetSource(DatasetFiles.Chosen chosen, ColumnMapping mapping) {
    this.chosen = chosen;
    this.mapping = mapping;
  }

  /**
   * Finds the files of a split.
   *
   * @param subset name of the subset (configuration); empty for the only one
   * @param split name of the split; empty for the only one
   * @param mapping which column is which field
   * @throws IOException if it is not there as a whole, or one of several must be chosen; the
   *     message is one sentence
   */
  public static DatasetSource of(
      Path folder, Optional<String> subset, Optional<String> split, ColumnMapping mapping)
      throws IOException {
    return new DatasetSource(DatasetFiles.choose(folder, subset, split), mapping);
  }

  /** Returns whether a folder holds a data set, rather than files of any kind. */
  public static boolean isDataset(Path folder) throws IOException {
    return DatasetFiles.isDataset(folder);
  }

  @Override
  public Rows open() throws IOException {
    return new FilesInTurn(
        chosen.files(), (file, name) -> ParquetFile.open(file, name, mapping, chosen.classes()));
  }

  @Override
  public List<String> fields() throws IOException {
    return ParquetFile.fields(chosen.files(), mapping);
  }

  @Override
  public List<String> columns() throws IOException {
    return ParquetFile.columns(chosen.files().get(0));
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
