package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.ingest.source.Rows;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;

/** Reads parallel files side by side, a line of each for a row. */
public final class ParallelRows implements Rows {

  /** One of the files, open. */
  private record Part(String field, Path file, TextLines lines) {}

  private final List<Part> parts = new ArrayList<>();
  private final long length;
  private final AtomicLong number = new AtomicLong();

  /**
   * Opens the files.
   *
   * @param files file by field
   * @param length number of lines that each file has
   */
  public ParallelRows(Map<String, Path> files, Charset charset, long length) throws IOException {
    this.length = length;
    try {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        parts.add(new Part(file.getKey(), file.getValue(), lines(file.getValue(), charset)));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static TextLines lines(Path file, Charset charset) throws IOException {
    InputFile bytes = InputFile.text(file, charset);
    try {
      return new TextLines(bytes, charset);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * Returns the number of lines that all files have.
   *
   * @param files file by field
   * @throws IOException if a file cannot be read, or two have different numbers; the message is one
   *     sentence with both
   */
  public static long lines(Map<String, Path> files, Charset charset) throws IOException {
    long first = -1;
    for (Path file : files.values()) {
      long own = count(file, charset);
      if (first >= 0 && own != first) {
        throw new IOException(
            "parallel files must have as many lines as each other but "
                + files.values().iterator().next()
                + " has "
                + first
                + " and "
                + file
                + " has "
                + own);
      }
      first = own;
    }
    return first;
  }

  private static long count(Path file, Charset charset) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "file is '"
              + file
              + "' but "
              + (Files.exists(file)
                  ? "parallel files are read twice, so each must be a file"
                  : "there is no such file"));
    }
    try (TextLines lines = lines(file, charset)) {
      while (lines.next()) {
        // counted by the reader
      }
      return lines.number();
    } catch (IOException e) {
      throw new IOException("file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Row> next() throws IOException {
    if (number.get() == length) {
      return Optional.empty();
    }
    RowLocation location = RowLocation.line(number.incrementAndGet(), "");
    Map<String, Object> fields = new LinkedHashMap<>();
    Optional<Row> unreadable = Optional.empty();
    for (Part part : parts) {
      if (!next(part)) {
        throw new IOException(
            "file " + part.file() + " ends before line " + number.get() + ": it was changed");
      }
      String line = part.lines().line();
      if (part.lines().fault().isPresent() && unreadable.isEmpty()) {
        String detail = part.file() + ": " + part.lines().fault().get();
        unreadable = Optional.of(Row.Unreadable.of(location, detail, line));
      }
      fields.put(part.field(), line);
    }
    return unreadable.isPresent() ? unreadable : Optional.of(new Row.Read(location, fields));
  }

  private boolean next(Part part) throws IOException {
    try {
      return part.lines().next();
    } catch (IOException e) {
      throw new IOException(
          "file "
              + part.file()
              + " cannot be read past line "
              + (number.get() - 1)
              + ": "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public OptionalDouble share() {
    return length == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) number.get() / length);
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      part.lines().close();
    }
  }
}
