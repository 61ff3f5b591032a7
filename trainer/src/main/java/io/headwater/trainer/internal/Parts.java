package io.headwater.trainer.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds one part of each type, made when it is first asked for. Parts are closed in reverse order,
 * so that each is closed before those it uses; a part that fails to close does not keep the others
 * open. Used by one thread.
 */
final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Map<Class<?>, Object> made = new HashMap<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Returns the part of a type, and makes it if there is none yet; the part is never closed. */
  <T> T one(Class<T> type, Callable<T> maker) throws Exception {
    T part = type.cast(made.get(type));
    if (part == null) {
      part = maker.call();
      made.put(type, part);
    }
    return part;
  }

  /** Returns the part of a type, and makes it if there is none yet; it is closed at the end. */
  <T extends AutoCloseable> T closeable(Class<T> type, Callable<T> maker) throws Exception {
    return one(type, () -> add(maker.call()));
  }

  /** Adds a resource that is closed at the end, and returns it. */
  <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable resource = open.pop();
      try {
        resource.close();
      } catch (Exception e) {
        LOG.warn(
            "{} did not close in order: {}", resource.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
