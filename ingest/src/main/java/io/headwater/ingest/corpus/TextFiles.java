package io.headwater.ingest.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/** Reads text files with one document a line; {@code .gz} files are decompressed. */
public final class TextFiles {
  private static final String WILD = "*?[{";

  private TextFiles() {}

  /**
   * Returns the files that match a pattern, in order of name.
   *
   * @param glob a file's name, or a pattern such as {@code data/**.txt.gz}
   * @throws IllegalArgumentException if no readable file matches or the pattern is malformed
   */
  public static List<Path> matching(String glob) throws IOException {
    try {
      if (wildAt(glob) < 0 || Files.exists(Path.of(glob))) {
        return List.of(readable(Path.of(glob)));
      }
      int slash = glob.lastIndexOf('/', wildAt(glob));
      Path base = slash < 0 ? Path.of("") : Path.of(glob.substring(0, slash + 1));
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
      if (Files.isDirectory(base)) {
        try (Stream<Path> files = Files.walk(base)) {
          List<Path> found =
              files.filter(matcher::matches).filter(Files::isRegularFile).sorted().toList();
          if (!found.isEmpty()) {
            return found;
          }
        }
      }
      throw new IllegalArgumentException(glob + " matches no file");
    } catch (InvalidPathException | PatternSyntaxException e) {
      throw new IllegalArgumentException(glob + " is not a pattern: " + e.getMessage(), e);
    }
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
      InputStream in = Files.newInputStream(file);
      try {
        Utf8Lines lines =
            new Utf8Lines(file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in);
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

  private static int wildAt(String glob) {
    for (int i = 0; i < glob.length(); i++) {
      if (WILD.indexOf(glob.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static Path readable(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException(file + " is not a file that can be read");
    }
    return file;
  }
}
