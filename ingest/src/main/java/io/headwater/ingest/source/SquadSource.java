package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.InputFile;
import io.headwater.ingest.source.internal.SquadRows;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The questions of a file in the form of SQuAD 1.1 or 2.0, compressed or not: {@code data} is a
 * list of articles with {@code paragraphs}, each of which has a {@code context} and {@code qas}.
 *
 * <p>Rows have the fields id, text (the question), text_pair (the context), spans and, if the
 * mapping takes it along, the attribute title.
 *
 * @param file the file
 * @param mapping which fields to keep
 */
public record SquadSource(Path file, ColumnMapping mapping) implements RowSource {

  @Override
  public Rows open() throws IOException {
    return new SquadRows(InputFile.open(file), mapping);
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
