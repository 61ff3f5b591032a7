package io.headwater.ingest.source.internal;

import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.ingest.source.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads a text a line, passing over blank lines. */
public final class LineRows implements Rows {
  private final InputStream bytes;
  private final String file;
  private final TextLines lines;

  /**
   * Makes the rows of a stream, which is closed with them.
   *
   * @param file name of the file, for locations; empty if there is only one
   */
  public LineRows(InputStream bytes, String file, Charset charset) throws IOException {
    this.bytes = bytes;
    this.file = file;
    this.lines = new TextLines(bytes, charset);
  }

  /**
   * Opens a file.
   *
   * @param name what locations call the file; empty if there is only one
   */
  public static LineRows open(Path file, String name, Charset charset) throws IOException {
    InputFile bytes = InputFile.text(file, charset);
    try {
      return new LineRows(bytes, name, charset);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  @Override
  public Optional<Row> next() throws IOException {
    while (lines.next()) {
      RowLocation location = RowLocation.line(lines.number(), file);
      if (lines.fault().isPresent()) {
        return Optional.of(Row.Unreadable.of(location, lines.fault().get(), lines.line()));
      }
      if (!lines.line().isBlank()) {
        return Optional.of(new Row.Read(location, Map.of(FieldNames.TEXT, lines.line())));
      }
    }
    return Optional.empty();
  }

  @Override
  public OptionalDouble share() {
    return InputFile.share(bytes);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
