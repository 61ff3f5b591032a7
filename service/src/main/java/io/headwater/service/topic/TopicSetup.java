package io.headwater.service.topic;

import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Makes sure that the topics a service reads and writes are there. */
public final class TopicSetup {
  private TopicSetup() {}

  /**
   * Sets topics up, for as long as it takes: even a broker that forbids it may allow it later.
   *
   * @param setup creates topics and returns what is to be known of them; called again where it
   *     throws a {@link KafkaException}
   * @param closing tells when to give up
   * @return what {@code setup} returned; empty where it was given up, or the thread interrupted
   */
  public static <T> Optional<T> await(
      Supplier<Admin> admins, Function<Admin, T> setup, Closing closing) {
    Backoff backoff = Retry.USUAL.backoff(closing);
    while (true) {
      try (Admin admin = admins.get()) {
        return Optional.of(setup.apply(admin));
      } catch (KafkaException e) {
        // An interrupt comes as one too, and leaves the thread interrupted.
        if (!backoff.pause("set up topics", e)) {
          return Optional.empty();
        }
      }
    }
  }
}
