package io.headwater.service.topic;

import io.headwater.service.retry.Backoff;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that the topics a service reads and writes are there. */
public final class TopicSetup {
  private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);

  private TopicSetup() {}

  /**
   * Sets topics up, for as long as it takes.
   *
   * @param setup creates topics and returns what is to be known of them; called again where it
   *     throws a {@link KafkaException}
   * @param closed reaches zero when it is given up
   * @return what {@code setup} returned; empty where it was given up
   */
  public static <T> Optional<T> await(
      Supplier<Admin> admins, Function<Admin, T> setup, CountDownLatch closed) {
    Backoff backoff = new Backoff(closed);
    while (closed.getCount() > 0 && !Thread.currentThread().isInterrupted()) {
      try (Admin admin = admins.get()) {
        return Optional.of(setup.apply(admin));
      } catch (InterruptException e) {
        return Optional.empty(); // closed; the client restored the interrupt flag
      } catch (KafkaException e) {
        log.warn("Cannot set up topics; trying again in {}: {}", backoff.next(), e.toString());
        backoff.await();
      }
    }
    return Optional.empty();
  }
}
