package io.headwater.cli.docs;

import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.MetricNames;
import java.util.Map;

/** Makes the page on metrics from their names and docs. */
final class MetricsPage {
  private static final String INTRODUCTION =
      """
      # Metrics

      <!-- Made from the code by a test; see CONTRIBUTING.md. -->

      `evaluate` publishes rolling metrics to `headwater.metrics`, one [RollingMetric](topics-and-records.md#rollingmetric)
      a value. The key is `model:task:metric:split:window:start:versions`, so that the compacted topic always holds the
      newest value of each.

      ## Metrics of each kind of task

      A task that names `metrics` in its specification has just those published, else those marked *usual*. The first of
      a kind is its headline metric.

      | kind | metric | usual | meaning |
      |---|---|---|---|
      """;

  private static final String REST =
      """

      Values equal those of rouge_score (with stemming), SciPy and scikit-learn to the last digits. Span extraction is not
      learned yet.

      ## Windows

      - `last-1000`: the newest examples, `evaluator.window.examples` of them.
      - `1m`: tumbling windows by time, `evaluator.window.ms` long. Spearman's correlation needs all pairs at once and is
        left out of these.

      A value is published at most every `evaluator.publish.interval.ms`.

      ## Splits

      - `PREQUENTIAL`: every example was scored by a version that had not trained on it. The offsets in the checkpoint
        decide, not the clock.
      - `SERVING`: answers to requests whose id is that of a labeled example. The version may have trained on it.
      - `HOLDOUT`: declared; nothing publishes it yet.

      ## Models and baselines

      `model` is the name of the model, or of a baseline that is tested and then trained on the same stream:

      | baseline | answers with |
      |---|---|
      | `baseline.majority` | the label seen most often |
      | `baseline.repeat` | the label or score of the example before |
      | `baseline.mean` | the mean of the scores so far |
      | `baseline.naive-bayes` | multinomial naive Bayes over words, learned online: the strong one |
      | `baseline.lead` | the first twelve words of the input |
      | `baseline.first-line` | the first line of the input |
      | `baseline.first-sentence` | the first sentence of the passage |
      | `baseline.best-overlap` | the sentence of the passage that shares most words with the question |

      An evaluator publishes the metrics of its own model. Of several models on one prefix, one evaluator tests the baselines
      for all, see [operating](../guide/operating.md#several-models-on-one-prefix).

      `evaluator.baselines=false` leaves them out. They start anew when the evaluator restarts; the model's figures do not.

      ## Subscribe

      ```sh
      ./headwater metrics --config local/client.properties --headline --follow
      ```

      shows them, one a task; any consumer of the topic can. A Java program uses `MetricSubscription`, see the
      [README](../../README.md#subscribe-to-metrics); programs in Python and Node are among the
      [examples](../../examples/README.md). Read with `isolation.level=read_committed`.
      """;

  private MetricsPage() {}

  /** Returns the page. */
  static String page() {
    Map<String, String> docs = ConstantDocs.of(MetricNames.class);
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (TaskKind kind : TaskKind.values()) {
      for (String metric : MetricNames.of(kind)) {
        String usual = MetricNames.usual(kind).contains(metric) ? "yes" : "";
        page.append(
            "| %s | `%s` | %s | %s |\n"
                .formatted(kind, metric, usual, docs.get(constantOf(metric))));
      }
    }
    return page.append(REST).toString();
  }

  private static String constantOf(String metric) {
    for (String constant : ConstantDocs.of(MetricNames.class).keySet()) {
      if (metric.equals(ConstantDocs.value(MetricNames.class, constant))) {
        return constant;
      }
    }
    throw new IllegalStateException("no constant for metric " + metric);
  }
}
