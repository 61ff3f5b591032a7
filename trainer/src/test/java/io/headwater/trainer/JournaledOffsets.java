package io.headwater.trainer;

import io.headwater.schemas.BlockClosed;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.OffsetRun;
import io.headwater.schemas.Position;
import io.headwater.schemas.SkippedRun;
import io.headwater.schemas.TopicSource;
import io.headwater.schemas.TrainingStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What journal entries say became of each offset.
 *
 * @param trained rows of steps, in the entries' order, as often as they occur
 * @param skipped offsets that blocks left out, as often as they occur
 */
public record JournaledOffsets(List<Place> trained, List<Skipped> skipped) {
  private static final Comparator<Place> BY_PLACE =
      Comparator.comparing(Place::topic)
          .thenComparing(Place::partition)
          .thenComparing(Place::offset);

  /** Where a record is. */
  public record Place(String topic, int partition, long offset) {}

  /** An offset that was left out, and why. */
  public record Skipped(Place place, String reason) {}

  /** Returns what became of the offsets of the entries. */
  public static JournaledOffsets of(List<JournalEntry> entries) {
    List<Place> trained = new ArrayList<>();
    List<Skipped> skipped = new ArrayList<>();
    for (JournalEntry entry : entries) {
      if (entry.getBody() instanceof TrainingStep step) {
        step.getRows().forEach(run -> trained.addAll(places(step.getSources(), run)));
      } else if (entry.getBody() instanceof BlockClosed block) {
        for (SkippedRun run : block.getSkipped()) {
          places(block.getSources(), run.getRows())
              .forEach(place -> skipped.add(new Skipped(place, run.getReason())));
        }
      }
    }
    return new JournaledOffsets(trained, skipped);
  }

  /** Returns every offset below the positions once, in order. */
  public static List<Place> upTo(List<Position> positions) {
    return positions.stream()
        .flatMap(
            position ->
                LongStream.range(0, position.getNextOffset())
                    .mapToObj(
                        offset -> new Place(position.getTopic(), position.getPartition(), offset)))
        .sorted(BY_PLACE)
        .toList();
  }

  /** Returns the offsets of both kinds, as often as they occur, in order. */
  public List<Place> all() {
    return Stream.concat(trained.stream(), skipped.stream().map(Skipped::place))
        .sorted(BY_PLACE)
        .toList();
  }

  private static List<Place> places(List<TopicSource> sources, OffsetRun run) {
    TopicSource source = sources.get(run.getSource());
    return LongStream.range(run.getFrom(), run.getFrom() + run.getCount())
        .mapToObj(offset -> new Place(source.getTopic(), source.getPartition(), offset))
        .toList();
  }
}
