package io.headwater.cli.demo;

import java.util.List;
import java.util.Map;

/**
 * Everything a run of the demo has to show; its JSON form is what {@code --report} writes.
 *
 * @param seconds time from the first example sent to the last one scored
 * @param examples what became of the examples
 * @param trainer what the trainer did
 * @param evaluator what the evaluator did
 * @param tasks metrics by task and by name
 * @param samples summaries beside their references
 * @param machine where it ran
 */
public record DemoReport(
    double seconds,
    Examples examples,
    TrainerFigures trainer,
    EvaluatorFigures evaluator,
    Map<String, Map<String, MetricFigures>> tasks,
    List<Sample> samples,
    Machine machine) {

  /**
   * Counts of examples.
   *
   * @param produced acknowledged by the broker
   * @param trained in a step of the trainer
   * @param scored answered by the evaluator's model
   * @param deadLettered refused by the trainer
   * @param producedByLibrary produced, by library
   */
  public record Examples(
      long produced,
      long trained,
      long scored,
      long deadLettered,
      Map<String, Long> producedByLibrary) {}

  /**
   * The trainer's figures.
   *
   * @param steps updates of the model
   * @param tokensPerSecond tokens put through the model, padding not counted, per second of
   *     streaming
   * @param checkpoints versions announced, the untrained one not counted
   * @param checkpointStallMillis longest pause a checkpoint caused
   */
  public record TrainerFigures(
      long steps, double tokensPerSecond, long checkpoints, double checkpointStallMillis) {}

  /**
   * The evaluator's figures.
   *
   * @param swaps changes to a newer version
   * @param medianVersionLag median, over the scored examples, of the versions announced after the
   *     one that answered
   * @param sampleRate share of the examples scored at the end of the run
   */
  public record EvaluatorFigures(long swaps, double medianVersionLag, double sampleRate) {}

  /**
   * A metric over a window of a thousand examples.
   *
   * @param first value when first published over at least a hundred examples
   * @param last value at the end
   * @param baseline value at the end of the best trivial baseline
   * @param baselines value at the end of every baseline, by name
   * @param comparison model against the best trivial baseline, example by example
   */
  public record MetricFigures(
      double first,
      double last,
      double baseline,
      Map<String, Double> baselines,
      Comparison comparison) {}

  /**
   * Mean difference between the model and a baseline on the same examples.
   *
   * @param against the baseline
   * @param difference mean of model minus baseline
   * @param low lower end of the paired bootstrap 95 % interval
   * @param high upper end of it
   * @param examples pairs compared
   */
  public record Comparison(
      String against, double difference, double low, double high, int examples) {}

  /**
   * A generated summary.
   *
   * @param input what was summarised
   * @param reference what a person wrote
   * @param summary what the model wrote
   * @param version version that wrote it
   */
  public record Sample(String input, String reference, String summary, long version) {}

  /**
   * The machine.
   *
   * @param processors processors the virtual machine sees
   * @param java version of Java
   * @param os operating system and architecture
   */
  public record Machine(int processors, String java, String os) {
    /** Returns this machine. */
    static Machine current() {
      return new Machine(
          Runtime.getRuntime().availableProcessors(),
          System.getProperty("java.version"),
          System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }
  }
}
