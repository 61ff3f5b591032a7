package io.headwater.cli.demo;

import java.util.List;
import java.util.Map;

/**
 * The results of a demo run; {@code --report} writes them as JSON.
 *
 * @param seconds time from the first example sent to the last one scored
 * @param examples counts of examples
 * @param trainer the trainer's figures
 * @param evaluator the evaluator's figures
 * @param tasks metrics by task and by name
 * @param samples generated summaries with their references
 * @param machine the machine it ran on
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
   * @param produced examples acknowledged by the broker
   * @param trained examples the trainer has learned from
   * @param scored examples answered by the evaluator's model
   * @param deadLettered examples refused by the trainer
   * @param producedByLibrary examples produced from each library
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
   * @param tokensPerSecond tokens trained on per second of streaming, padding not counted
   * @param checkpoints versions announced, the untrained one not counted
   * @param checkpointStallMillis longest pause of training that a checkpoint caused, in ms
   */
  public record TrainerFigures(
      long steps, double tokensPerSecond, long checkpoints, double checkpointStallMillis) {}

  /**
   * The evaluator's figures.
   *
   * @param swaps number of times it switched to a newer version
   * @param medianVersionLag median over the scored examples: how many newer versions had been
   *     announced than the one that answered
   * @param sampleRate share of the examples scored at the end of the run
   */
  public record EvaluatorFigures(long swaps, double medianVersionLag, double sampleRate) {}

  /**
   * A metric over a window of a thousand examples.
   *
   * @param first first published value over at least a hundred examples
   * @param last value at the end
   * @param baseline the best trivial baseline's value at the end
   * @param baselines each baseline's value at the end, by its name
   * @param comparison the model against the best trivial baseline, on the same examples
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
   * @param against name of the baseline
   * @param difference mean of model minus baseline
   * @param low lower end of the 95 % interval, by paired bootstrap
   * @param high upper end of that interval
   * @param examples number of examples compared
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
   * The machine a demo ran on.
   *
   * @param processors number of processors the virtual machine sees
   * @param java version of Java
   * @param os operating system and architecture
   */
  public record Machine(int processors, String java, String os) {
    /** Describes this machine. */
    static Machine current() {
      return new Machine(
          Runtime.getRuntime().availableProcessors(),
          System.getProperty("java.version"),
          System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }
  }
}
