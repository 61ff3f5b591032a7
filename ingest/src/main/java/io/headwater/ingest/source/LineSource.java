package io.headwater.ingest.source;

import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.internal.FilesInTurn;
import io.headwater.ingest.source.internal.LineRows;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Files with a text a line, compressed or not; blank lines are passed over.
 *
 * <p>The end of a file's first line is that of all its lines. A line with bytes that are invalid in
 * the encoding is unreadable.
 *
 * @param pattern path, or a pattern of paths
 * @param charset encoding of the files
 */
public record LineSource(String pattern, Charset charset) implements RowSource {

  @Override
  public Rows open() throws IOException {
    return new FilesInTurn(
        FilePattern.require(pattern), (file, name) -> LineRows.open(file, name, charset));
  }

  @Override
  public List<String> fields() {
    return List.of(FieldNames.TEXT);
  }

  @Override
  public List<String> columns() {
    return fields();
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
