package io.headwater.ingest.plan;

import io.headwater.client.EncodedExample;
import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.transfer.ExampleReader;
import io.headwater.ingest.transfer.ReadRow;
import io.headwater.ingest.transfer.Transfer;
import io.headwater.ingest.transfer.TransferProgress;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordSerializer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Counts of a source's examples, labels and scores, made by reading all rows once. */
public final class Survey {
  private static final int MOST_LABELS = 100_000;
  private static final String TOPIC = "none";

  private final Map<String, Long> labels = new TreeMap<>();
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;
  private final AtomicLong examples = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /**
   * Reads all rows of a source.
   *
   * @param largest size in bytes of the largest example that can be sent
   * @param mostRefused share of refused rows above which the reading fails
   * @param refusals receives the rows that cannot become examples
   * @param each receives every example
   */
  public static Survey of(
      RowSource source,
      ExampleMaker maker,
      int largest,
      double mostRefused,
      Transfer.Refusals refusals,
      Consumer<LabeledExample> each)
      throws IOException, InterruptedException {
    Survey survey = new Survey();
    // The encoded size is the same as with a real registry, which may not be running.
    var serializer = new RecordSerializer<LabeledExample>(new InMemorySchemaRegistry());
    try (var reader =
            new ExampleReader(
                source,
                maker,
                largest,
                mostRefused,
                example ->
                    new EncodedExample(example, TOPIC, serializer.serialize(TOPIC, example)));
        var progress = survey.progress(reader)) {
      progress.start();
      for (Optional<ReadRow> row = reader.next(); row.isPresent(); row = reader.next()) {
        if (row.get() instanceof ReadRow.Example one) {
          survey.add(one.example().example());
          each.accept(one.example().example());
        } else if (row.get() instanceof ReadRow.Refused no) {
          survey.refused.incrementAndGet();
          refusals.add(no.row(), no.rejection());
        }
      }
    }
    return survey;
  }

  private TransferProgress progress(ExampleReader reader) {
    return new TransferProgress(
        "looked at", examples::get, refused::get, reader::share, System.err);
  }

  private void add(LabeledExample example) {
    examples.incrementAndGet();
    if (example.getTarget() instanceof LabelTarget target) {
      if (labels.size() < MOST_LABELS || labels.containsKey(target.getLabel())) {
        labels.merge(target.getLabel(), 1L, Long::sum);
      }
    } else if (example.getTarget() instanceof ScoreTarget target) {
      least = Math.min(least, target.getScore());
      greatest = Math.max(greatest, target.getScore());
    }
  }

  /** Returns the number of examples of each label, sorted by label. */
  public Map<String, Long> labels() {
    return labels;
  }

  /** Returns the least and the greatest score, as {@code --score-range} takes them. */
  public String scores() {
    return least + ".." + greatest;
  }

  /** Returns the number of rows that are valid examples. */
  public long examples() {
    return examples.get();
  }
}
