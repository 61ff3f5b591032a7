package io.headwater.client;

import io.headwater.client.task.TaskDirectory;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.retry.Retry;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/**
 * The parts of an {@link ExampleProducer}, which closes the client and the registry.
 *
 * @param producer client of the brokers
 * @param registry client of the schema registry
 * @param topics names of the topics
 * @param declarer declares a task and returns the specification that is now on the tasks topic
 * @param inFlight most examples that may be unanswered
 * @param closeTimeout how long closing waits for answers
 * @param retry how to wait while a registry or broker is away
 */
record ProducerWiring(
    Producer<String, byte[]> producer,
    SchemaRegistry registry,
    Topics topics,
    UnaryOperator<TaskSpec> declarer,
    int inFlight,
    Duration closeTimeout,
    Retry retry) {

  static ProducerWiring of(ExampleProducerConfig config) {
    Topics topics = config.topics();
    SchemaRegistry registry = config.openRegistry();
    try {
      return new ProducerWiring(
          new KafkaProducer<>(config.clientProperties()),
          registry,
          topics,
          task -> declare(config, task),
          config.inFlight(),
          config.closeTimeout(),
          Retry.USUAL);
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  private static TaskSpec declare(ExampleProducerConfig config, TaskSpec task) {
    try (TaskDirectory directory = TaskDirectory.open(config, config.partitions())) {
      return directory.declare(task);
    }
  }
}
