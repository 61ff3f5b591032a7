package io.headwater.model.internal.reference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.headwater.model.PassagePlaces;
import io.headwater.model.TaskModule;
import io.headwater.model.TokenSpan;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The loss of spans, op by op and row by row: probabilities of each row's own candidates, those of
 * the right ones added.
 */
final class ReferenceSpans {
  private final ReferenceTrunk trunk;
  private final Constants constants;

  ReferenceSpans(ReferenceTrunk trunk, Constants constants) {
    this.trunk = trunk;
    this.constants = constants;
  }

  /**
   * Returns the mean loss of a task's rows.
   *
   * @param h states of the rows' tokens (rows, longest, hidden size)
   * @param reported the mean loss is appended
   */
  NDArray loss(TaskModule task, List<TrainingRow> own, NDArray h, List<Double> reported) {
    String at = "heads." + task.task() + ".";
    NDArray logits =
        h.matMul(trunk.parameter(at + "weight").transpose()).add(trunk.parameter(at + "bias"));
    double weights = own.stream().mapToDouble(TrainingRow::weight).sum();
    NDArray total = constants.number(0);
    for (int row = 0; row < own.size(); row++) {
      NDArray loss = loss(logits.get(new NDIndex("{}", row)), target(own.get(row)));
      total = total.add(loss.mul(constants.number(own.get(row).weight() / weights)));
    }
    reported.add((double) total.getFloat());
    return total;
  }

  private static RowTarget.Spans target(TrainingRow row) {
    return (RowTarget.Spans) row.target();
  }

  private NDArray loss(NDArray logits, RowTarget.Spans target) {
    PassagePlaces places = target.places();
    NDArray none = logits.get(new NDIndex("{}:{}", places.none(), places.none() + 1));
    NDArray passage =
        logits.get(new NDIndex("{}:{}", places.first(), places.first() + places.tokens()));
    NDArray p = none.concat(passage, 0).softmax(0);
    Set<Integer> starts = new HashSet<>();
    Set<Integer> ends = new HashSet<>();
    for (TokenSpan span : target.spans()) {
      starts.add(1 + span.first());
      ends.add(1 + span.last());
    }
    if (target.spans().isEmpty()) {
      starts.add(0);
      ends.add(0);
    }
    NDArray right =
        constants.table(
            places.candidates(),
            2,
            (candidate, side) -> (side == 0 ? starts : ends).contains(candidate) ? 1 : 0);
    return p.mul(right).sum(new int[] {0}).log().neg().mean();
  }
}
