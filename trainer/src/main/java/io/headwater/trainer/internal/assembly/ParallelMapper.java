package io.headwater.trainer.internal.assembly;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Maps the items of a list by several threads; results come in the order of the items, so that
 * nothing that is learned depends on the number of threads.
 */
public final class ParallelMapper implements AutoCloseable {
  /** Items a thread takes at once. */
  private static final int PART = 16;

  private final int threads;
  private final ExecutorService helpers;

  /** Makes a mapper with so many threads, at least 1, the calling one among them. */
  public ParallelMapper(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads are " + threads + " but must be at least 1");
    }
    this.threads = threads;
    AtomicInteger number = new AtomicInteger();
    this.helpers =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1), // started when needed only
            task -> {
              Thread thread = new Thread(task, "trainer-assemble-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Returns the results, in the order of the items.
   *
   * @param step safe for use by many threads
   * @throws RuntimeException what a step throws, of several steps that of the first item; an Error
   *     likewise
   */
  <T, R> List<R> map(List<T> items, Function<T, R> step) {
    if (threads == 1 || items.size() <= PART) {
      return items.stream().map(step).toList();
    }
    List<Future<List<R>>> parts = new ArrayList<>();
    int own = (items.size() + threads - 1) / threads;
    for (int from = own; from < items.size(); from += PART) {
      List<T> part = items.subList(from, Math.min(items.size(), from + PART));
      parts.add(helpers.submit(() -> part.stream().map(step).toList()));
    }
    List<R> results = new ArrayList<>(items.size());
    items.subList(0, own).forEach(item -> results.add(step.apply(item)));
    parts.forEach(part -> results.addAll(join(part)));
    return results;
  }

  private static <R> List<R> join(Future<List<R>> part) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return part.get();
        } catch (InterruptedException e) {
          interrupted = true; // the part ends soon: nothing in it waits for long
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    helpers.shutdown();
  }
}
