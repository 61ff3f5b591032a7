package io.headwater.cli.ingest;

import io.headwater.client.EncodedExample;
import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.transfer.ExampleReader;
import io.headwater.ingest.transfer.ReadRow;
import io.headwater.ingest.transfer.Transfer;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordSerializer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Goes through all rows of a source once, to know what is in them. */
public final class Survey {
  private static final int MOST_LABELS = 100_000;
  private static final String TOPIC = "none";

  private final Map<String, Long> labels = new TreeMap<>();
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;
  private long examples;
  private long refused;

  /**
   * Goes through a source.
   *
   * @param largest bytes of the largest example that can be sent
   * @param refusals takes the rows that are no examples
   * @param each is shown every example
   */
  public static Survey of(
      RowSource source,
      ExampleMaker maker,
      int largest,
      Transfer.Refusals refusals,
      Consumer<LabeledExample> each)
      throws IOException, InterruptedException {
    Survey survey = new Survey();
    // As large as it would be sent, without a registry that may not be there.
    var serializer = new RecordSerializer<LabeledExample>(new InMemorySchemaRegistry());
    try (var reader =
        new ExampleReader(
            source,
            maker,
            largest,
            example -> new EncodedExample(example, TOPIC, serializer.serialize(TOPIC, example)))) {
      for (Optional<ReadRow> row = reader.next(); row.isPresent(); row = reader.next()) {
        if (row.get() instanceof ReadRow.Example one) {
          survey.add(one.example().example());
          each.accept(one.example().example());
        } else if (row.get() instanceof ReadRow.Refused no) {
          survey.refused++;
          refusals.add(no.row(), no.rejection());
        }
      }
    }
    return survey;
  }

  private void add(LabeledExample example) {
    examples++;
    if (example.getTarget() instanceof LabelTarget target) {
      if (labels.size() < MOST_LABELS || labels.containsKey(target.getLabel())) {
        labels.merge(target.getLabel(), 1L, Long::sum);
      }
    } else if (example.getTarget() instanceof ScoreTarget target) {
      least = Math.min(least, target.getScore());
      greatest = Math.max(greatest, target.getScore());
    }
  }

  /** Returns the examples of each label, in the labels' own order. */
  public Map<String, Long> labels() {
    return labels;
  }

  /** Returns the least and the greatest score as an option takes them. */
  public String scores() {
    return least + ".." + greatest;
  }

  /** Returns how many rows are examples. */
  public long examples() {
    return examples;
  }

  /** Returns how many rows there are. */
  public long rows() {
    return examples + refused;
  }
}
