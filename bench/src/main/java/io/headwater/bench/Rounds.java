package io.headwater.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures contenders in turn, round by round, so that disturbances of the machine hit all alike.
 *
 * <p>Every other round goes backwards, so that no contender always runs after the same one.
 *
 * @param warmUp number of rounds that do not count
 * @param counted number of rounds that count, at least one
 */
record Rounds(int warmUp, int counted) {

  /** Something that is measured. */
  @FunctionalInterface
  interface Contender {
    /** Does the work once and returns the figure to compare, such as records per second. */
    double run() throws Exception;
  }

  /** Returns each contender's figures, by its name. */
  Map<String, Samples> measure(Map<String, Contender> contenders) throws Exception {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    contenders.keySet().forEach(name -> values.put(name, new ArrayList<>()));
    for (int round = 0; round < warmUp + counted; round++) {
      for (String name : order(contenders, round)) {
        double figure = contenders.get(name).run();
        if (round >= warmUp) {
          values.get(name).add(figure);
        }
      }
    }
    Map<String, Samples> samples = new LinkedHashMap<>();
    values.forEach((name, measured) -> samples.put(name, new Samples(measured)));
    return samples;
  }

  private static List<String> order(Map<String, Contender> contenders, int round) {
    List<String> names = new ArrayList<>(contenders.keySet());
    if (round % 2 == 1) {
      Collections.reverse(names);
    }
    return names;
  }
}
