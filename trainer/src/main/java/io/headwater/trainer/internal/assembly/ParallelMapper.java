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
 * Maps the items of a list in several threads. Results come in the order of the items, so that what
 * is learned does not depend on the number of threads.
 */
public final class ParallelMapper implements AutoCloseable {
  /** Number of items that a thread takes at once. */
  private static final int PART = 16;

  private final int threads;
  private final ExecutorService helpers;

  /**
   * Makes a mapper.
   *
   * @param threads number of threads, including the calling one; at least 1
   */
  public ParallelMapper(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads are " + threads + " but must be at least 1");
    }
    this.threads = threads;
    AtomicInteger number = new AtomicInteger();
    this.helpers =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1), // they start only when needed
            task -> {
              Thread thread = new Thread(task, "trainer-assemble-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Applies {@code step} to each item and returns the results in the order of the items.
   *
   * @param step function of one item, safe for use by many threads
   * @throws RuntimeException if {@code step} throws one; if it throws for several items, that of
   *     the first item. An Error is passed on likewise
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
          interrupted = true; // keep waiting: no part takes long
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
