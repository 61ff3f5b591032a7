package io.headwater.trainer.internal;

import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.topic.TopicReader;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;

/** The topics a trainer is steered by and answers on, as far as all of it uses them. */
final class ControlTopics {
  private final Topics topics;
  private final Admin admin;
  private final Clients clients;
  private final SchemaRegistry registry;
  private final Patience patience;

  ControlTopics(
      Topics topics, SchemaRegistry registry, Admin admin, Clients clients, Patience patience) {
    this.topics = topics;
    this.admin = admin;
    this.clients = clients;
    this.registry = registry;
    this.patience = patience;
  }

  /** Creates those that are missing, once a broker answers. */
  void ensure() throws Exception {
    patience.untilAnswered(
        "creating topics",
        () -> {
          TopicCatalogue.ensure(
              admin,
              topics,
              List.of(
                  topics.tasks(),
                  topics.journal(),
                  topics.checkpoints(),
                  topics.channels(),
                  topics.deadLetters()));
          return true;
        });
  }

  /** Returns the most bytes of a dead letter, once a broker answers. */
  int largestDeadLetter() throws Exception {
    return patience.untilAnswered(
        "asking for the largest dead letter",
        () -> TopicCatalogue.largestDeadLetter(admin, topics));
  }

  /**
   * Opens a reader of a topic with a consumer of its own.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker cannot be reached now
   */
  <T extends SpecificRecord> TopicReader<T> reader(Class<T> type, String topic) {
    return new TopicReader<>(
        clients.controlReader(), new RecordDeserializer<>(registry, type), topic);
  }
}
