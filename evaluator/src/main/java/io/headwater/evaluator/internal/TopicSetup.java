package io.headwater.evaluator.internal;

import io.headwater.evaluator.scorer.internal.Backoff;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
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
   * @return the cluster's id; empty where it was given up
   */
  public static Optional<String> await(
      Supplier<Admin> admins, Topics topics, CountDownLatch closed) {
    List<String> names =
        List.of(topics.tasks(), topics.checkpoints(), topics.predictions(), topics.metrics());
    Backoff backoff = new Backoff(closed);
    while (closed.getCount() > 0 && !Thread.currentThread().isInterrupted()) {
      try (Admin admin = admins.get()) {
        TopicCatalogue.ensure(admin, topics, names);
        return Optional.of(admin.describeCluster().clusterId().get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      } catch (ExecutionException e) {
        log.warn("Cannot ask for the cluster; trying again in {}", backoff.next(), e.getCause());
        backoff.await();
      } catch (InterruptException e) {
        return Optional.empty(); // closed; the client restored the interrupt flag
      } catch (KafkaException e) {
        log.warn("Cannot create topics; trying again in {}: {}", backoff.next(), e.toString());
        backoff.await();
      }
    }
    return Optional.empty();
  }
}
