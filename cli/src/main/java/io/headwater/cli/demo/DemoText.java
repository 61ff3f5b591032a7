package io.headwater.cli.demo;

import io.headwater.ingest.demo.DemoLibraries;
import io.headwater.ingest.demo.DemoPlan;
import io.headwater.ingest.demo.DemoStream;
import io.headwater.ingest.javadoc.LibraryComments;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;

/** Reads the libraries' doc comments and lays them out over the run. */
public final class DemoText {
  /** About what two cores learn; decides only when libraries join. */
  private static final double NOMINAL_RATE = 300;

  private static final double EXAMPLES_PER_COMMENT = 2.5;
  private static final int LIBRARIES_AT_START = 3;

  /** The last library joins after this part of the run. */
  private static final double JOINED_BY = 0.6;

  private DemoText() {}

  /** Returns the stream of a run. */
  static DemoStream read(DemoSettings settings) {
    List<LibraryComments> libraries = libraries(settings.seed());
    return new DemoStream(libraries, plan(settings, libraries));
  }

  /**
   * Returns the libraries' comments, in the order they join; this takes some seconds.
   *
   * @param seed of the order within a library
   */
  public static List<LibraryComments> libraries(long seed) {
    return DemoLibraries.read(sourcesFolder(), seed);
  }

  private static DemoPlan plan(DemoSettings settings, List<LibraryComments> libraries) {
    int comments = libraries.stream().mapToInt(library -> library.comments().size()).sum();
    double rate = settings.rate() == 0 ? NOMINAL_RATE : settings.rate();
    double expected = rate * settings.length().toSeconds() / EXAMPLES_PER_COMMENT;
    double joinedBy = JOINED_BY * Math.min(1, expected / comments);
    return new DemoPlan(
        settings.seed(),
        LIBRARIES_AT_START,
        joinedBy,
        1,
        Instant.now(),
        Duration.ofNanos(Math.round(1e9 / rate)));
  }

  /**
   * The build puts the jars into its own folder; it leaves that folder's name on the class path.
   */
  private static Path sourcesFolder() {
    Properties build = new Properties();
    try (InputStream resource = DemoText.class.getResourceAsStream("demo.properties")) {
      build.load(resource);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return Path.of(build.getProperty("sources"));
  }
}
