package io.headwater.schemas.serde.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Times in the unit that the writer of a record has named.
 *
 * <p>Avro reads any integer as a time in milliseconds, whatever unit its writer's schema names. A
 * record's own fields are looked at, since no record of ours has times deeper down.
 */
public final class WriterTimes {
  private static final String MILLIS = "timestamp-millis";
  private static final long MILLIS_A_SECOND = 1_000;
  private static final long NANOS_A_MILLI = 1_000_000;

  private static final LongFunction<Instant> AS_READ = Instant::ofEpochMilli;
  private static final Map<String, LongFunction<Instant>> UNITS =
      Map.of(
          MILLIS,
          AS_READ,
          "local-timestamp-millis",
          AS_READ,
          "timestamp-micros",
          WriterTimes::ofMicros,
          "local-timestamp-micros",
          WriterTimes::ofMicros,
          "timestamp-nanos",
          WriterTimes::ofNanos,
          "local-timestamp-nanos",
          WriterTimes::ofNanos);

  private final List<Conversion> conversions = new ArrayList<>();
  private Optional<String> fault = Optional.empty();

  private record Conversion(int field, LongFunction<Instant> unit) {}

  /** Compares the fields of the reader's schema with those of the writer's. */
  public WriterTimes(Schema reader, Schema writer) {
    if (writer.getType() != Schema.Type.RECORD) {
      return;
    }
    for (Schema.Field field : reader.getFields()) {
      Schema.Field written = writer.getField(field.name());
      if (MILLIS.equals(field.schema().getProp("logicalType")) && written != null) {
        compare(field, written.schema());
      }
    }
  }

  private void compare(Schema.Field field, Schema written) {
    List<Schema> choices = written.isUnion() ? written.getTypes() : List.of(written);
    for (Schema choice : choices) {
      Optional<LongFunction<Instant>> unit = unit(choice);
      if (choice.getType() == Schema.Type.NULL) {
        continue;
      }
      if (unit.isEmpty() || choices.stream().filter(WriterTimes::isNumber).count() > 1) {
        fault = Optional.of("its " + field.name() + " is " + written + ", which is no time");
      } else if (unit.get() != AS_READ) {
        conversions.add(new Conversion(field.pos(), unit.get()));
      }
    }
  }

  private static boolean isNumber(Schema schema) {
    return schema.getType() == Schema.Type.INT || schema.getType() == Schema.Type.LONG;
  }

  /**
   * Returns the unit of a type; integers of 32 bits are too small for a time unless it is a day.
   */
  private static Optional<LongFunction<Instant>> unit(Schema schema) {
    String type = schema.getProp("logicalType");
    if (schema.getType() == Schema.Type.LONG) {
      return Optional.ofNullable(type == null ? AS_READ : UNITS.get(type));
    }
    return schema.getType() == Schema.Type.INT && "date".equals(type)
        ? Optional.of(WriterTimes::ofDay)
        : Optional.empty();
  }

  private static Instant ofMicros(long micros) {
    return Instant.ofEpochMilli(Math.floorDiv(micros, MILLIS_A_SECOND));
  }

  private static Instant ofNanos(long nanos) {
    return Instant.ofEpochMilli(Math.floorDiv(nanos, NANOS_A_MILLI));
  }

  private static Instant ofDay(long day) {
    return LocalDate.ofEpochDay(day).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Returns whether every time can be told from what the writer's schema says. */
  public boolean fit() {
    return fault.isEmpty();
  }

  /**
   * Corrects the times of a record that was read as if they were milliseconds.
   *
   * @throws AvroTypeException if the writer's schema does not say what time a number is
   */
  public <T extends SpecificRecord> T correct(T record) {
    if (fault.isPresent()) {
      throw new AvroTypeException(fault.get());
    }
    for (Conversion one : conversions) {
      long read = ((Instant) record.get(one.field())).toEpochMilli();
      record.put(one.field(), one.unit().apply(read));
    }
    return record;
  }
}
