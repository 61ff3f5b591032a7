package io.headwater.ingest.corpus;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.schemas.serde.UnreadableRecordException;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the texts of a task's examples from its topic. */
public final class TopicTexts {
  private static final Logger LOG = LoggerFactory.getLogger(TopicTexts.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private TopicTexts() {}

  /**
   * Passes on the texts, pairs and references of the first examples on a task's topic.
   *
   * <p>Reads only the examples that are on the topic when it is called.
   *
   * @param records most examples to read
   * @throws IllegalArgumentException if the topic does not exist
   * @throws org.apache.kafka.common.KafkaException if the broker cannot be reached
   */
  public static void read(ServiceConfig config, String task, long records, Consumer<String> sink) {
    String topic = config.topics().examples(task);
    try (SchemaRegistry registry = config.openRegistry();
        org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer =
            TopicReader.consumer(config)) {
      List<TopicPartition> open =
          new ArrayList<>(
              consumer.partitionsFor(topic).stream()
                  .map(info -> new TopicPartition(topic, info.partition()))
                  .toList());
      if (open.isEmpty()) {
        throw new IllegalArgumentException("topic " + topic + " does not exist");
      }
      consumer.assign(open);
      consumer.seekToBeginning(open);
      Map<TopicPartition, Long> ends = consumer.endOffsets(open);
      RecordDeserializer<LabeledExample> deserializer =
          new RecordDeserializer<>(registry, LabeledExample.class);
      long left = records;
      while (left > 0 && !open.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> received : consumer.poll(POLL)) {
          Optional<LabeledExample> example = decode(deserializer, received);
          if (example.isPresent() && left-- > 0) {
            texts(example.get()).forEach(sink);
          }
        }
        open.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
      }
    }
  }

  /** Returns every text of an example that a model reads or writes. */
  static List<String> texts(LabeledExample example) {
    List<String> texts = new ArrayList<>();
    texts.add(example.getText());
    Optional.ofNullable(example.getTextPair()).ifPresent(texts::add);
    if (example.getTarget() instanceof ReferencesTarget target) {
      texts.addAll(target.getReferences());
    }
    return texts;
  }

  private static Optional<LabeledExample> decode(
      RecordDeserializer<LabeledExample> deserializer, ConsumerRecord<byte[], byte[]> received) {
    try {
      return Optional.ofNullable(deserializer.deserialize(received.topic(), received.value()));
    } catch (UnreadableRecordException e) {
      LOG.debug("Skipped offset {} of {}", received.offset(), received.topic(), e);
      return Optional.empty();
    }
  }
}
