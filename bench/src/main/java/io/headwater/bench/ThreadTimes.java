package io.headwater.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the virtual machine's threads have used of the processors; native threads, such as those a
 * tensor operation is spread over, are not seen.
 *
 * @param at when, in nanoseconds of the system's timer
 * @param nanos time on a processor, by thread id
 * @param names names, by thread id
 */
record ThreadTimes(long at, Map<Long, Long> nanos, Map<Long, String> names) {
  private static final double LEAST_SHARE = 5e-4;

  /** Returns the times until now. */
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
   * Returns the share of one processor that each group of threads has used since, least ones left
   * out; threads that ended meanwhile are not counted.
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
