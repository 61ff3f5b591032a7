package io.headwater.bench.learn;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A task's examples, split into disjoint parts: no text of one part is in another.
 *
 * @param spec specification of the task
 * @param training examples the stream is made of
 * @param validation examples that learning rates are chosen by
 * @param heldOut examples that arms are compared by
 */
public record TaskExamples(
    TaskSpec spec,
    List<LabeledExample> training,
    List<LabeledExample> validation,
    List<LabeledExample> heldOut) {
  /** Seed of the split, fixed so that the parts are the same in every run. */
  static final long PARTING_SEED = 20_240_613L;

  /**
   * Limits the number of examples in each part.
   *
   * @param training limit for the stream
   * @param exam limit for each of the other two parts
   */
  public record Limits(int training, int exam) {}

  /** Copies the lists. */
  public TaskExamples {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    heldOut = List.copyOf(heldOut);
  }

  /** Splits examples with a published held-out set; at most a fifth goes to validation. */
  static TaskExamples of(
      TaskSpec spec, List<LabeledExample> learned, List<LabeledExample> asked, Limits limits) {
    Set<String> taken = new HashSet<>();
    List<LabeledExample> heldOut = first(shuffled(asked), limits.exam(), taken);
    List<LabeledExample> rest = without(shuffled(learned), taken);
    List<LabeledExample> validation =
        first(rest, Math.min(limits.exam(), learned.size() / 5), taken);
    List<LabeledExample> training = without(rest, taken);
    return new TaskExamples(
        spec,
        training.subList(0, Math.min(training.size(), limits.training())),
        validation,
        heldOut);
  }

  private static List<LabeledExample> shuffled(Collection<LabeledExample> examples) {
    List<LabeledExample> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, new Random(PARTING_SEED));
    return shuffled;
  }

  private static List<LabeledExample> first(
      List<LabeledExample> from, int most, Set<String> taken) {
    List<LabeledExample> first = from.subList(0, Math.min(most, from.size()));
    first.forEach(example -> taken.add(input(example)));
    return first;
  }

  private static List<LabeledExample> without(List<LabeledExample> from, Set<String> taken) {
    return from.stream().filter(example -> !taken.contains(input(example))).toList();
  }

  private static String input(LabeledExample example) {
    return example.getText() + "\n" + Optional.ofNullable(example.getTextPair()).orElse("");
  }
}
