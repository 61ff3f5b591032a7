package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.JsonRows;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;

/**
 * The objects of a stream with one JSON object a line, such as standard input; to be opened once.
 *
 * @param bytes the stream
 * @param mapping which key of an object is which field
 */
public record StreamSource(InputStream bytes, ColumnMapping mapping) implements RowSource {

  @Override
  public Rows open() {
    return new JsonRows(new BufferedInputStream(bytes), "", mapping);
  }

  @Override
  public List<String> fields() {
    return List.of();
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.empty();
  }

  @Override
  public boolean repeatable() {
    return false;
  }
}
