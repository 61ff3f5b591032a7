package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.ParallelRows;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parallel files, in which the same line of each belongs to the same row; compressed or not.
 *
 * <p>Blank lines count, so that the others stay side by side: a field that is blank is refused as
 * any other would be.
 */
public final class ParallelSource implements RowSource {
  private final Map<String, Path> files;
  private final Charset charset;
  private final long length;

  private ParallelSource(Map<String, Path> files, Charset charset, long length) {
    this.files = files;
    this.charset = charset;
    this.length = length;
  }

  /**
   * Counts the lines of all files, so that nothing is sent of files that do not fit together.
   *
   * @param files the file of each field, at least one; the fields are those of {@link
   *     io.headwater.ingest.fields.FieldNames}
   * @param charset encoding of the files
   * @throws IOException if a file cannot be read twice, or the files have different numbers of
   *     lines; the message is one sentence
   */
  public static ParallelSource of(Map<String, Path> files, Charset charset) throws IOException {
    Map<String, Path> ordered = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    return new ParallelSource(ordered, charset, ParallelRows.lines(ordered, charset));
  }

  @Override
  public Rows open() throws IOException {
    return new ParallelRows(files, charset, length);
  }

  @Override
  public List<String> fields() {
    return List.copyOf(files.keySet());
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
