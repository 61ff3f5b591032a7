package io.headwater.cli.ingest;

import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.transfer.ExampleReader;
import io.headwater.ingest.transfer.ReadRow;
import io.headwater.ingest.transfer.Transfer;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ScoreTarget;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Goes through all rows of a source once, to know what is in them. */
public final class Survey {
  private static final int MOST_LABELS = 100_000;

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
    try (var reader = new ExampleReader<>(source, maker, largest, example -> example)) {
      for (Optional<ReadRow<LabeledExample>> row = reader.next();
          row.isPresent();
          row = reader.next()) {
        if (row.get() instanceof ReadRow.Refused<LabeledExample> no) {
          survey.refused++;
          refusals.add(no.row(), no.rejection());
        } else {
          LabeledExample example = ((ReadRow.Example<LabeledExample>) row.get()).example();
          survey.add(example);
          each.accept(example);
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
