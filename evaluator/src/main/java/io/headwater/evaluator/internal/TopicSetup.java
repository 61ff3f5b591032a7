package io.headwater.evaluator.internal;

import io.headwater.evaluator.scorer.internal.Backoff;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that the topics the evaluator reads and writes are there. */
public final class TopicSetup {
  private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);

  private TopicSetup() {}

  /**
   * Creates missing topics, for as long as it takes.
   *
   * @param closed reaches zero when it is given up
   * @return false where it was given up
   */
  public static boolean await(Supplier<Admin> admins, Topics topics, CountDownLatch closed) {
    List<String> names =
        List.of(topics.tasks(), topics.checkpoints(), topics.predictions(), topics.metrics());
    Backoff backoff = new Backoff(closed);
    while (closed.getCount() > 0 && !Thread.currentThread().isInterrupted()) {
      try (Admin admin = admins.get()) {
        TopicCatalogue.ensure(admin, topics, names);
        return true;
      } catch (InterruptException e) {
        return false; // closed; the client restored the interrupt flag
      } catch (KafkaException e) {
        log.warn("Cannot create topics; trying again in {}: {}", backoff.next(), e.toString());
        backoff.await();
      }
    }
    return false;
  }
}
