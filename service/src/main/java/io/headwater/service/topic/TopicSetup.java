package io.headwater.service.topic;

import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Makes sure that the topics that a service reads and writes exist. */
public final class TopicSetup {
  private TopicSetup() {}

  /**
   * Sets topics up, retrying for as long as it takes: even a broker that forbids it may allow it
   * later.
   *
   * @param setup creates topics and returns what the caller needs to know about them; called again
   *     if it throws a {@link KafkaException}
   * @param closing signals when to give up
   * @return what {@code setup} returned; empty if closing was signalled or the thread interrupted
   */
  public static <T> Optional<T> await(
      Supplier<Admin> admins, Function<Admin, T> setup, Closing closing) {
    Backoff backoff = Retry.USUAL.backoff(closing);
    while (true) {
      try (Admin admin = admins.get()) {
        return Optional.of(setup.apply(admin));
      } catch (KafkaException e) {
        // Also thrown on an interrupt, which leaves the thread interrupted.
        if (!backoff.pause("set up topics", e)) {
          return Optional.empty();
        }
      }
    }
  }
}
