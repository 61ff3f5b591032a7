package io.headwater.model.checkpoint;

import io.headwater.model.TaskModule;
import java.util.List;
import java.util.Map;

/**
 * Everything about a checkpoint but its arrays; stored as {@code manifest.json}, which is written
 * last.
 *
 * @param model name of the model
 * @param version version of the checkpoint
 * @param epoch epoch of the trainer that wrote it
 * @param step number of updates the weights have had
 * @param sequence last journal entry the checkpoint contains
 * @param parents versions it was made from
 * @param tasks task modules, in order
 * @param positions how far training has got in each partition
 * @param trainerState the trainer's own state (weighting, counters, seeds), by name
 * @param canaries inputs and answers, each with the loss that the loaded model must give
 * @param files every other file of the folder
 */
public record CheckpointManifest(
    String model,
    long version,
    int epoch,
    long step,
    long sequence,
    List<Long> parents,
    List<TaskModule> tasks,
    List<TrainedThrough> positions,
    Map<String, String> trainerState,
    List<Canary> canaries,
    List<StoredFile> files) {

  /**
   * A file of the folder.
   *
   * @param name name within the folder
   * @param size bytes
   * @param sha256 lower-case hexadecimal SHA-256
   */
  public record StoredFile(String name, long size, String sha256) {}

  /**
   * An input and an answer, with the loss that the loaded model must give for them. It records a
   * loss, not the model's own answer, because rounding differs between machines: that changes a
   * loss only slightly but may change an answer.
   *
   * @param task name of the task
   * @param input token ids
   * @param answer token ids of the text; or one number, the label's row or the share of the score
   *     scale; or, of spans, the numbers of {@link io.headwater.model.PassagePlaces} and first and
   *     last token of each span
   * @param loss negative log-likelihood of the answer, in nats per label, score, token or span
   */
  public record Canary(String task, List<Integer> input, List<Double> answer, double loss) {
    /** Copies the lists. */
    public Canary {
      input = List.copyOf(input);
      answer = List.copyOf(answer);
    }
  }

  /** Copies the collections. */
  public CheckpointManifest {
    parents = List.copyOf(parents);
    tasks = List.copyOf(tasks);
    positions = List.copyOf(positions);
    trainerState = Map.copyOf(trainerState);
    canaries = List.copyOf(canaries);
    files = List.copyOf(files);
  }
}
