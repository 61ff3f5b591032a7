package io.headwater.ingest.demo;

import io.headwater.ingest.javadoc.DocCommentSource;
import io.headwater.ingest.javadoc.LibraryComments;
import io.headwater.ingest.javadoc.LibraryJar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The libraries of the demo, in the order they join. */
public final class DemoLibraries {

  // The first three are unlike one another, so that the first labels can be told apart; the others
  // share words with them.
  private static final List<String> NAMES =
      List.of(
          "guava",
          "lucene",
          "commons-lang3",
          "spring",
          "commons-math3",
          "kafka",
          "jackson",
          "joda-time");

  private static final int MOST_PER_LIBRARY = 8_000;

  private DemoLibraries() {}

  /** Returns the libraries' names, which are the labels of the task {@code library}. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Returns the libraries with their source jars.
   *
   * @param directory where the build has put the jars, each as {@code <name>.jar}
   */
  public static List<LibraryJar> in(Path directory) {
    return NAMES.stream()
        .map(name -> new LibraryJar(name, directory.resolve(name + ".jar")))
        .toList();
  }

  /**
   * Reads all libraries, at most 8,000 comments of each; this takes some seconds.
   *
   * @param directory where the build has put the source jars
   * @param seed seed of the order within a library
   * @throws IllegalArgumentException if a jar is not there
   * @throws java.io.UncheckedIOException if a jar cannot be read
   */
  public static List<LibraryComments> read(Path directory, long seed) {
    List<LibraryComments> libraries = new ArrayList<>();
    DocCommentSource.open(in(directory), seed, MOST_PER_LIBRARY).forEachRemaining(libraries::add);
    return libraries;
  }
}
