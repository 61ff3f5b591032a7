package io.headwater.ingest;

import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/**
 * What a producer of examples is made of; it closes the client and the registry.
 *
 * @param producer client of the brokers
 * @param registry client of the schema registry
 * @param topics names of the topics
 * @param creator creates the missing ones of some topics
 * @param inFlight most examples without an answer
 * @param closeTimeout how long closing waits for answers
 * @param retry how to wait for a registry or broker that is away
 */
record ProducerWiring(
    Producer<String, byte[]> producer,
    SchemaRegistry registry,
    Topics topics,
    Consumer<Collection<String>> creator,
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
          names -> create(config, topics, names),
          config.inFlight(),
          config.closeTimeout(),
          Retry.USUAL);
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  private static void create(
      ExampleProducerConfig config, Topics topics, Collection<String> names) {
    try (Admin admin = Admin.create(config.adminProperties())) {
      TopicCatalogue.ensure(
          admin, topics, names, new TopicCatalogue.Partitions(1, config.partitions()));
    }
  }
}
