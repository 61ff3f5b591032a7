package io.headwater.ingest.corpus;

import io.headwater.ingest.source.FilePattern;
import io.headwater.ingest.source.internal.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads text files with one document a line; compressed files are unpacked. */
public final class TextFiles {
  private TextFiles() {}

  /**
   * Returns the files that match a pattern, in order of name.
   *
   * @param glob a file's name, or a pattern such as {@code data/**.txt.gz}
   * @throws IllegalArgumentException if no readable file matches or the pattern is malformed
   */
  public static List<Path> matching(String glob) throws IOException {
    List<Path> found = FilePattern.find(glob);
    if (found.isEmpty() || !Files.isReadable(found.get(0))) {
      throw new IllegalArgumentException(
          glob + " is not a file that can be read, and matches none");
    }
    return found;
  }

  /**
   * Reads the files one after the other, without the carriage returns that lines may end in.
   *
   * @throws UncheckedIOException while the stream is consumed, if a file cannot be read
   */
  public static Stream<String> documents(List<Path> files) {
    return files.stream().flatMap(TextFiles::documents);
  }

  @SuppressWarnings("resource") // closing the returned stream closes the file
  private static Stream<String> documents(Path file) {
    try {
      InputFile in = InputFile.open(file);
      try {
        in.skipByteOrderMark();
        Utf8Lines lines = new Utf8Lines(in);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(lines, Spliterator.ORDERED), false)
            .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
            .onClose(() -> close(in));
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
