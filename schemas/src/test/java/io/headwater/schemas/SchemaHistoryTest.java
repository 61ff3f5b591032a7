package io.headwater.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds every record that was ever published readable.
 *
 * <p>{@code history/<Record>/<n>.avsc} is the n-th published schema, as its class printed it. A
 * changed schema is added there as the next number; files there are never changed.
 */
class SchemaHistoryTest {
  private static final Path HISTORY = Path.of("src/test/resources/history");

  static Stream<Schema> values() {
    return Stream.of(
        TaskSpec.getClassSchema(),
        LabeledExample.getClassSchema(),
        JournalEntry.getClassSchema(),
        CheckpointAnnouncement.getClassSchema(),
        Promotion.getClassSchema(),
        PredictionRequest.getClassSchema(),
        Prediction.getClassSchema(),
        RollingMetric.getClassSchema(),
        DriftAlert.getClassSchema());
  }

  @ParameterizedTest
  @MethodSource("values")
  void shouldReadEveryPublishedSchema(Schema current) throws IOException {
    List<Schema> published = published(current);

    assertThat(published).isNotEmpty();
    for (Schema old : published) {
      assertThat(SchemaCompatibility.checkReaderWriterCompatibility(current, old).getType())
          .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void shouldHavePublishedTheCurrentSchema(Schema current) throws IOException {
    assertThat(published(current)).last().isEqualTo(current);
  }

  private static List<Schema> published(Schema current) throws IOException {
    Path folder = HISTORY.resolve(current.getName());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    long count;
    try (Stream<Path> files = Files.list(folder)) {
      count = files.count();
    }
    return Stream.iterate(1, n -> n + 1)
        .limit(count)
        .map(n -> parse(folder.resolve(n + ".avsc")))
        .toList();
  }

  private static Schema parse(Path file) {
    try {
      return new Schema.Parser().parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
