package io.headwater.ingest.demo;

import io.headwater.ingest.javadoc.LibraryComments;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;

/** Reads the libraries' doc comments and lays them out as a stream. */
public final class DemoText {
  /** Seed for uses other than a run of the demo, so that sender and tokenizer see the same text. */
  private static final long SEED = 1;

  /** System property that names the folder of the source jars, if it is not the build's. */
  static final String SOURCES = "headwater.demo.sources";

  /** Examples a second that two cores learn, roughly; only used to lay the stream out. */
  private static final double NOMINAL_RATE = 300;

  private static final double EXAMPLES_PER_COMMENT = 2.5;
  private static final int LIBRARIES_AT_START = 3;

  /** The last library joins after this part of the run. */
  private static final double JOINED_BY = 0.6;

  private DemoText() {}

  /**
   * Returns the stream for a run of a given length.
   *
   * @param seed decides the stream's order
   * @param rate examples a second; 0 for as many as two cores learn
   * @param length how long examples are streamed; all libraries have joined well before its end
   */
  public static DemoStream read(long seed, double rate, Duration length) {
    List<LibraryComments> libraries = libraries(seed);
    int comments = libraries.stream().mapToInt(library -> library.comments().size()).sum();
    double expected = nominal(rate) * length.toSeconds() / EXAMPLES_PER_COMMENT;
    double joinedBy = JOINED_BY * Math.min(1, expected / comments);
    return new DemoStream(libraries, plan(seed, nominal(rate), joinedBy));
  }

  /**
   * Returns a stream of all the text, from the first comment to the last.
   *
   * @param rate examples a second the stream's times are laid out for; 0 for as many as two cores
   *     learn
   */
  public static DemoStream all(double rate) {
    return new DemoStream(libraries(), plan(SEED, nominal(rate), JOINED_BY));
  }

  /** Returns the libraries' comments, in the order they join; this takes some seconds. */
  public static List<LibraryComments> libraries() {
    return libraries(SEED);
  }

  private static List<LibraryComments> libraries(long seed) {
    return DemoLibraries.read(sourcesFolder(), seed);
  }

  private static DemoPlan plan(long seed, double rate, double joinedBy) {
    return new DemoPlan(
        seed,
        LIBRARIES_AT_START,
        joinedBy,
        1,
        Instant.now(),
        Duration.ofNanos(Math.round(1e9 / rate)));
  }

  private static double nominal(double rate) {
    return rate == 0 ? NOMINAL_RATE : rate;
  }

  /**
   * Finds the folder of the source jars.
   *
   * <p>The build puts the jars into its own folder and leaves that folder's name on the class path.
   * If they were moved since, a system property names the new folder.
   */
  private static Path sourcesFolder() {
    String moved = System.getProperty(SOURCES);
    if (moved != null) {
      return Path.of(moved);
    }
    Properties build = new Properties();
    try (InputStream resource = DemoText.class.getResourceAsStream("demo.properties")) {
      build.load(resource);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return Path.of(build.getProperty("sources"));
  }
}
