package io.headwater.ingest.source;

import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.internal.LineRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;

/**
 * The lines of a stream, such as standard input, each a text; it can be opened only once.
 *
 * @param bytes the stream
 * @param charset encoding of the text
 */
public record LineStreamSource(InputStream bytes, Charset charset) implements RowSource {

  @Override
  public Rows open() throws IOException {
    return new LineRows(bytes, "", charset);
  }

  @Override
  public List<String> fields() {
    return List.of(FieldNames.TEXT);
  }

  @Override
  public boolean repeatable() {
    return false;
  }
}
