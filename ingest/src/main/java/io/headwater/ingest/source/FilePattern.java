package io.headwater.ingest.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * The files that a path or a pattern of paths stands for.
 *
 * <p>A file that exists by exactly that name is meant, whatever signs its name holds. In a pattern,
 * {@code *}, {@code ?}, {@code [abc]} and <code>{a,b}</code> match within a name, {@code **} any
 * number of folders. As in a shell, a wildcard at the start of a name does not match hidden files.
 */
public final class FilePattern {
  private static final String WILD = "*?[{";

  private FilePattern() {}

  /**
   * Returns the files, sorted by name; none if nothing matches.
   *
   * @throws IllegalArgumentException if the pattern is malformed
   * @throws IOException if a folder cannot be read
   */
  public static List<Path> find(String pattern) throws IOException {
    try {
      if (wildAt(pattern) < 0 || Files.exists(Path.of(pattern))) {
        Path file = Path.of(pattern);
        return Files.exists(file) && !Files.isDirectory(file) ? List.of(file) : List.of();
      }
      int slash = pattern.lastIndexOf('/', wildAt(pattern));
      Path base = Path.of(slash < 0 ? "" : pattern.substring(0, slash + 1));
      if (!Files.isDirectory(base)) {
        return List.of();
      }
      // Any number of folders may be none, which Java's own patterns do not allow.
      String glob = pattern.replaceAll("/+", "/").replaceAll("(^|/)\\*\\*/", "$1{**/,}");
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
      int depth =
          pattern.contains("**")
              ? Integer.MAX_VALUE
              : Path.of(pattern.substring(slash + 1)).getNameCount();
      try (Stream<Path> files = Files.walk(base, depth, FileVisitOption.FOLLOW_LINKS)) {
        return files
            .filter(matcher::matches)
            .filter(file -> !isHidden(file, pattern))
            .filter(file -> !Files.isDirectory(file))
            .sorted()
            .toList();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (InvalidPathException | PatternSyntaxException e) {
      throw new IllegalArgumentException(pattern + " is not a pattern: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the files, at least one.
   *
   * @throws IOException if nothing matches, or a folder cannot be read; the message is one sentence
   */
  public static List<Path> require(String pattern) throws IOException {
    List<Path> found = find(pattern);
    if (found.isEmpty()) {
      throw new IOException(
          "file is '"
              + pattern
              + "' but "
              + (Files.isDirectory(Path.of(pattern))
                  ? "that is a folder: give a pattern of its files, such as '" + pattern + "/*.csv'"
                  : "there is no such file"));
    }
    return found;
  }

  private static boolean isHidden(Path file, String pattern) {
    return file.getFileName().toString().startsWith(".")
        && !pattern.substring(pattern.lastIndexOf('/') + 1).startsWith(".");
  }

  private static int wildAt(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if (WILD.indexOf(pattern.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
