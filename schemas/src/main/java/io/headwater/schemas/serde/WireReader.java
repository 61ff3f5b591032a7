package io.headwater.schemas.serde;

import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.internal.BoundedDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;

/**
 * Reads values in the Confluent wire format, each by the schema that its bytes name, and copes with
 * any bytes.
 *
 * <p>The registry is asked for a schema once per id. Safe for use by many threads.
 *
 * @param <T> type of the values
 */
final class WireReader<T> {
  private static final int HEADER = 5;

  private final SchemaRegistry registry;
  private final Form<T> form;
  private final Map<Integer, Source<T>> sources = new ConcurrentHashMap<>();

  /**
   * The form that values are read in.
   *
   * @param name name of the form, for messages
   * @param fits whether values of a schema can be read in this form
   * @param bodies makes readers of the values of a schema
   */
  record Form<T>(String name, Predicate<Schema> fits, Bodies<T> bodies) {}

  /** Makes readers; each reads values of one schema and is safe for use by many threads. */
  @FunctionalInterface
  interface Bodies<T> {
    Body<T> of(Schema writer);
  }

  /** Reads one value of one schema. */
  @FunctionalInterface
  interface Body<T> {
    T read(BoundedDecoder decoder) throws IOException;
  }

  private record Source<T>(Schema schema, Body<T> body) {}

  /** Makes a reader; it asks the registry but does not close it. */
  WireReader(SchemaRegistry registry, Form<T> form) {
    this.registry = registry;
    this.form = form;
  }

  /**
   * Returns the value in the bytes.
   *
   * @throws UnreadableRecordException if the bytes can never be read in this form
   * @throws RegistryUnavailableException if the registry does not answer; try again
   */
  T read(String topic, byte[] bytes) {
    if (bytes.length < HEADER || bytes[0] != 0) {
      throw unreadable(
          RejectionReason.UNREADABLE_BYTES,
          topic,
          bytes.length < HEADER
              ? "has " + bytes.length + " bytes where the wire format needs at least " + HEADER
              : "starts with byte " + bytes[0] + " where the wire format starts with 0",
          null);
    }
    int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    Source<T> source = sources.get(id);
    if (source == null) {
      Schema schema = registry.byId(id);
      source = new Source<>(schema, form.bodies().of(schema));
      sources.put(id, source);
    }
    return read(topic, source, new BoundedDecoder(bytes, HEADER));
  }

  private T read(String topic, Source<T> source, BoundedDecoder decoder) {
    T value;
    try {
      value = source.body().read(decoder);
    } catch (AvroTypeException e) {
      // Avro throws the same exception for a schema that does not fit and for damaged bytes.
      throw form.fits().test(source.schema())
          ? unreadable(RejectionReason.UNREADABLE_BYTES, topic, "is damaged", e)
          : unreadable(RejectionReason.SCHEMA_MISMATCH, topic, "was written as something else", e);
    } catch (IOException | RuntimeException e) {
      throw unreadable(RejectionReason.UNREADABLE_BYTES, topic, "is damaged", e);
    } catch (StackOverflowError e) {
      throw unreadable(RejectionReason.UNREADABLE_BYTES, topic, "is nested too deeply", e);
    }
    if (decoder.remaining() > 0) {
      throw unreadable(
          RejectionReason.UNREADABLE_BYTES,
          topic,
          "goes on for " + decoder.remaining() + " bytes after its end",
          null);
    }
    return value;
  }

  private UnreadableRecordException unreadable(
      RejectionReason reason, String topic, String fault, Throwable cause) {
    String because = cause == null ? "" : " (" + cause.getMessage() + ")";
    return new UnreadableRecordException(
        reason,
        "record of topic '" + topic + "', to be read as " + form.name() + ", " + fault + because,
        cause);
  }
}
