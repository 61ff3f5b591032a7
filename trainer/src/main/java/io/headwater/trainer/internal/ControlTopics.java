package io.headwater.trainer.internal;

import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import io.headwater.service.topic.TopicReader;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;

/** The topics a trainer is steered by and answers on, as far as all of it uses them. */
final class ControlTopics {
  private final Topics topics;
  private final Admin admin;
  private final TrainerClients clients;
  private final SchemaRegistry registry;
  private final Closing closing;

  ControlTopics(
      Topics topics,
      SchemaRegistry registry,
      Admin admin,
      TrainerClients clients,
      Closing closing) {
    this.topics = topics;
    this.admin = admin;
    this.clients = clients;
    this.registry = registry;
    this.closing = closing;
  }

  /** Creates those that are missing, once a broker answers. */
  void ensure() throws Exception {
    Retry.USUAL.call(
        "create topics",
        closing,
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
    return Retry.USUAL.call(
        "ask for the largest dead letter",
        closing,
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
