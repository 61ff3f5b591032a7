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

/** The control topics of a trainer: creates them, asks for their limits and opens readers. */
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

  /** Creates the missing topics, as soon as a broker answers. */
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

  /** Returns the largest size of a dead letter in bytes, as soon as a broker answers. */
  int largestDeadLetter() throws Exception {
    return Retry.USUAL.call(
        "ask for the largest dead letter",
        closing,
        () -> TopicCatalogue.largestDeadLetter(admin, topics));
  }

  /**
   * Opens a reader of a topic, with its own consumer.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker cannot be reached now
   */
  <T extends SpecificRecord> TopicReader<T> reader(Class<T> type, String topic) {
    return new TopicReader<>(
        clients.controlReader(), new RecordDeserializer<>(registry, type), topic);
  }
}
