package io.headwater.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up the rounds of {@code bench pipeline}. */
final class PipelineTotals {
  private final List<Double> streamed = new ArrayList<>();
  private final List<Double> memory = new ArrayList<>();
  private final List<Double> stepMillis = new ArrayList<>();
  private final List<Double> memoryMillis = new ArrayList<>();
  private final List<Double> stalls = new ArrayList<>();
  private final Map<String, Double> busy = new TreeMap<>();
  private int steps;
  private long tokens;
  private int taken;
  private int same;
  private int checkpoints;
  private double wallMillis;
  private double waitingMillis;
  private double computingMillis;

  /** Adds a warm-up round: only whether its losses were the same counts. */
  void warmUp(StepReplay.Outcome replayed) {
    taken += replayed.steps().size();
    same += replayed.sameLosses();
  }

  /** Adds a round that counts. */
  void add(PipelineStream.Round round, StepReplay.Outcome replayed) {
    warmUp(replayed);
    List<JournaledStep> done = round.steps();
    streamed.add(JournaledStep.tokensPerSecond(done));
    memory.add(JournaledStep.tokensPerSecond(replayed.steps()));
    tokens += JournaledStep.tokens(done);
    wallMillis += JournaledStep.wallMillis(done);
    for (JournaledStep each : done.subList(1, done.size())) {
      steps++;
      stepMillis.add(each.step().getComputingMillis());
      waitingMillis += each.step().getWaitingMillis();
      computingMillis += each.step().getComputingMillis();
    }
    memoryMillis.addAll(replayed.computingMillis().subList(1, done.size()));
    stalls.addAll(round.stallMillis());
    checkpoints += round.checkpoints();
    round.busy().forEach((name, share) -> busy.merge(name, share, Double::sum));
  }

  /** Returns the figures of all rounds added, at least one. */
  PipelineBench.Figures figures(String size) {
    double step = new Samples(stepMillis).median();
    double stall = stalls.stream().max(Comparator.naturalOrder()).orElse(0.0);
    Map<String, Double> shares = new TreeMap<>(busy);
    shares.replaceAll((name, share) -> share / streamed.size());
    Samples rates = new Samples(streamed);
    Samples rivals = new Samples(memory);
    return new PipelineBench.Figures(
        size,
        steps,
        tokens,
        rates.over(rivals),
        rates.median(),
        rivals.median(),
        (double) same / taken,
        step,
        new Samples(memoryMillis).median(),
        computingMillis / wallMillis,
        waitingMillis / wallMillis,
        1 - (computingMillis + waitingMillis) / wallMillis,
        checkpoints,
        stall,
        stall / step,
        shares);
  }
}
