package io.headwater.trainer.internal.fake;

import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainerEventType;
import io.headwater.schemas.TrainingStep;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.trainer.internal.journal.Journal;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A journal whose entries can be looked at. */
public final class JournalProbe {
  private static final String TOPIC = "t.journal";

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final Journal journal;

  /** Makes the journal of model {@code m}, in epoch 1, that goes on after an entry. */
  public JournalProbe(long sequence) {
    this.journal =
        new Journal(
            producer,
            new RecordSerializer<>(registry),
            TOPIC,
            "m",
            1,
            sequence,
            Clock.systemUTC(),
            failure -> {
              throw new AssertionError(failure);
            });
  }

  /** Returns the journal. */
  public Journal journal() {
    return journal;
  }

  /** Returns the bodies of the entries so far. */
  public List<Object> bodies() {
    RecordDeserializer<JournalEntry> entries =
        new RecordDeserializer<>(registry, JournalEntry.class);
    return producer.history().stream()
        .map(message -> entries.deserialize(TOPIC, message.value()).getBody())
        .toList();
  }

  /** Returns the steps so far. */
  public List<TrainingStep> steps() {
    return bodies(TrainingStep.class);
  }

  /** Returns the events of a type so far. */
  public List<TrainerEvent> events(TrainerEventType type) {
    return bodies(TrainerEvent.class).stream().filter(event -> event.getType() == type).toList();
  }

  private <T> List<T> bodies(Class<T> type) {
    return bodies().stream().filter(type::isInstance).map(type::cast).toList();
  }
}
