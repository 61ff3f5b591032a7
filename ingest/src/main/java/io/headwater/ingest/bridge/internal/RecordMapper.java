package io.headwater.ingest.bridge.internal;

import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.fields.FieldValues;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.Texts;
import io.headwater.schemas.contract.Validated;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes examples from a source's records; safe for use by many threads.
 *
 * @param reader reads the records' values
 * @param sources where each field comes from, by its {@link FieldNames} name
 * @param labels the task's names for labels, by the names the source uses
 * @param skippedWithout fields without which a record is skipped
 * @param maker supplies the maker of examples for the task's current version
 */
public record RecordMapper(
    ValueReader reader,
    Map<String, FieldSource> sources,
    Map<String, String> labels,
    Set<String> skippedWithout,
    Supplier<ExampleMaker> maker) {
  /** Attribute that says where an example comes from, as {@code topic-partition@offset}. */
  public static final String ORIGIN = "origin";

  /**
   * Returns a record's example or why none can be made, or nothing if the record is skipped.
   *
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if the registry does not
   *     answer; try again
   */
  public Optional<Validated<LabeledExample>> map(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return refused(
          new Rejection(
              RejectionReason.NO_VALUE, "record of topic '" + record.topic() + "' has no value"));
    }
    Object value;
    try {
      value = reader.read(record.topic(), record.value());
    } catch (UnreadableRecordException e) {
      return refused(e.rejection());
    }
    Map<String, Object> fields = new HashMap<>();
    sources.forEach(
        (name, source) -> source.in(record, value).ifPresent(found -> fields.put(name, found)));
    if (skippedWithout.stream().anyMatch(name -> isMissing(fields.get(name)))) {
      return Optional.empty();
    }
    fields.computeIfPresent(FieldNames.LABEL, (name, label) -> renamed(label));
    fields.put(ORIGIN, record.topic() + "-" + record.partition() + "@" + record.offset());
    return Optional.of(maker.get().make(fields, () -> Instant.ofEpochMilli(record.timestamp())));
  }

  private static Optional<Validated<LabeledExample>> refused(Rejection rejection) {
    return Optional.of(new Validated.Refused<>(rejection));
  }

  private Object renamed(Object label) {
    Optional<String> text = FieldValues.text(label);
    return text.isPresent() ? labels.getOrDefault(text.get(), text.get()) : label;
  }

  private static boolean isMissing(Object value) {
    return value == null || FieldValues.text(value).filter(Texts::isBlank).isPresent();
  }
}
