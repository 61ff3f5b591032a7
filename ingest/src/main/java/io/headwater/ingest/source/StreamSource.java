package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.JsonRows;
import java.io.BufferedInputStream;
import java.io.InputStream;

/**
 * The objects of a stream with one JSON object a line, or one JSON array of objects, such as
 * standard input.
 *
 * <p>It can be opened only once.
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
  public boolean repeatable() {
    return false;
  }
}
