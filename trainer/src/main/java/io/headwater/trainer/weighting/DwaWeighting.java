package io.headwater.trainer.weighting;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Dynamic weight average: weighs tasks by how slowly their losses fall, {@code w = T softmax(r /
 * temperature)} with {@code r_i} the mean loss of the last period over that of the one before.
 *
 * <p>After Liu, Johns and Davison, "End-to-End Multi-Task Learning with Attention", CVPR 2019,
 * whose periods are epochs. A stream has no epochs, so here a task's period is a fixed number of
 * steps in which the task was present; while a task is absent, its ratio stays the same. Until a
 * task has finished two periods its ratio is 1, as though its loss stood still. So all tasks start
 * with equal weights, as in the paper.
 */
public final class DwaWeighting implements TaskWeighting.ByHistory {
  /** Name in the configuration. */
  public static final String NAME = "dwa";

  /** Default temperature, from the paper. */
  public static final double TEMPERATURE = 2;

  /** Default number of steps in a period. */
  public static final int PERIOD_STEPS = 100;

  /** Keeps a ratio finite when a loss was 0. */
  private static final double LEAST_LOSS = 1e-8;

  /**
   * The history of a task's loss. Means that are not known yet are 1, and so is their ratio.
   *
   * @param sum sum of the losses in the current period
   * @param steps steps of the current period so far
   * @param periods finished periods, counted up to 2
   * @param last mean loss of the last finished period
   * @param before mean loss of the period before that
   */
  private record Course(double sum, int steps, int periods, double last, double before) {
    static final Course NEW = new Course(0, 0, 0, 1, 1);

    Course add(double loss, int period) {
      double total = sum + loss;
      int count = steps + 1;
      return count < period
          ? new Course(total, count, periods, last, before)
          : new Course(0, 0, Math.min(2, periods + 1), total / count, last);
    }

    double ratio() {
      return periods < 2 ? 1 : last / Math.max(before, LEAST_LOSS);
    }

    String text() {
      return sum + " " + steps + " " + periods + " " + last + " " + before;
    }

    static Course parse(String text) {
      String[] parts = text.split(" ", -1);
      return new Course(
          Double.parseDouble(parts[0]),
          Integer.parseInt(parts[1]),
          Integer.parseInt(parts[2]),
          Double.parseDouble(parts[3]),
          Double.parseDouble(parts[4]));
    }
  }

  private final double temperature;
  private final int periodSteps;
  private final Map<String, Course> courses = new HashMap<>();

  /**
   * Makes a strategy.
   *
   * @param temperature above 0; the higher, the nearer to equal weights
   * @param periodSteps steps whose losses are averaged, at least 1
   */
  public DwaWeighting(double temperature, int periodSteps) {
    this.temperature = temperature;
    this.periodSteps = periodSteps;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Double> weights(List<String> tasks) {
    List<Double> logits =
        tasks.stream()
            .map(task -> courses.getOrDefault(task, Course.NEW).ratio() / temperature)
            .toList();
    return Vectors.scaled(Softmax.of(logits), tasks.size());
  }

  @Override
  public void observe(StepLosses losses) {
    for (int i = 0; i < losses.tasks().size(); i++) {
      String task = losses.tasks().get(i);
      Course course = courses.getOrDefault(task, Course.NEW);
      courses.put(task, course.add(losses.losses().get(i), periodSteps));
    }
  }

  @Override
  public Map<String, String> state() {
    Map<String, String> state = new HashMap<>();
    courses.forEach((task, course) -> state.put(task, course.text()));
    return state;
  }

  @Override
  public void restore(Map<String, String> state) {
    courses.clear();
    state.forEach((task, text) -> courses.put(task, Course.parse(text)));
  }
}
