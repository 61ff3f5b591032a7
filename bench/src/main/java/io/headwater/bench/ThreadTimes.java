package io.headwater.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Processor time used by the virtual machine's threads.
 *
 * <p>Native threads, such as those that share a tensor operation, are not included.
 *
 * @param at time of the reading, in nanoseconds of the system's timer
 * @param nanos processor time in nanoseconds, by thread id
 * @param names thread names, by thread id
 */
record ThreadTimes(long at, Map<Long, Long> nanos, Map<Long, String> names) {
  private static final double LEAST_SHARE = 5e-4;

  /** Returns the times used until now. */
  static ThreadTimes now() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<Long, Long> nanos = new HashMap<>();
    Map<Long, String> names = new HashMap<>();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null) {
        nanos.put(thread.getThreadId(), threads.getThreadCpuTime(thread.getThreadId()));
        names.put(thread.getThreadId(), thread.getThreadName());
      }
    }
    return new ThreadTimes(System.nanoTime(), nanos, names);
  }

  /**
   * Returns the share of one processor that each group of threads has used since a reading.
   *
   * <p>Very small shares are left out, and threads that have ended meanwhile are not counted.
   */
  SortedMap<String, Double> sharesSince(ThreadTimes before) {
    SortedMap<String, Double> shares = new TreeMap<>();
    nanos.forEach(
        (id, used) ->
            shares.merge(
                group(names.get(id)),
                (double) (used - before.nanos.getOrDefault(id, 0L)) / (at - before.at),
                Double::sum));
    shares.values().removeIf(share -> share < LEAST_SHARE);
    return shares;
  }

  private static String group(String name) {
    if (name.startsWith("trainer-")) {
      return name;
    }
    if (name.startsWith("kafka-producer-network-thread")) {
      return "producers";
    }
    return name.matches(".*(data-plane|kafka-\\d|raft|quorum|controller|ExpirationReaper|log-).*")
        ? "broker"
        : "other";
  }
}
