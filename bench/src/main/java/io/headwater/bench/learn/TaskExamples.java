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
 * A task's examples, parted; no text of one part is in another.
 *
 * @param spec what the task is
 * @param training what the stream is made of
 * @param validation what rates are chosen by
 * @param heldOut what arms are compared by
 */
public record TaskExamples(
    TaskSpec spec,
    List<LabeledExample> training,
    List<LabeledExample> validation,
    List<LabeledExample> heldOut) {
  /** The parts are the same in every run, whatever its seeds. */
  static final long PARTING_SEED = 20_240_613L;

  /**
   * How many examples the parts have at most.
   *
   * @param training of the stream
   * @param exam of each of the others
   */
  public record Limits(int training, int exam) {}

  /** Copies the lists. */
  public TaskExamples {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    heldOut = List.copyOf(heldOut);
  }

  /** Parts the examples of a task whose maker held some out; a fifth at most is for validation. */
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
