package io.headwater.schemas.serde.internal;

import java.io.IOException;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.ResolvingDecoder;

/**
 * Reads one value of a schema from elsewhere, and never makes much more than its bytes account for.
 *
 * <p>The decoder bounds texts, arrays and maps. What a schema alone can ask for is bounded here: a
 * fixed of any size, and records within records that take no bytes at all.
 */
public final class BoundedGenericReader extends GenericDatumReader<Object> {
  private static final int RECORDS = 10_000;
  private static final int RECORDS_A_BYTE = 8;

  private final BoundedDecoder decoder;
  private long recordsLeft;

  /** Takes the schema of a value, the decoder that stands at its start, and {@link #types()}. */
  public BoundedGenericReader(Schema schema, BoundedDecoder decoder, GenericData types) {
    super(schema, schema, types);
    this.decoder = decoder;
    this.recordsLeft = RECORDS + (long) RECORDS_A_BYTE * decoder.remaining();
  }

  /** Returns the value. */
  public Object read() throws IOException {
    return read(null, decoder);
  }

  @Override
  protected Object readRecord(Object old, Schema expected, ResolvingDecoder in) throws IOException {
    if (recordsLeft-- <= 0) {
      throw new IOException("there are more records within it than its bytes can hold");
    }
    return super.readRecord(old, expected, in);
  }

  @Override
  protected Object readFixed(Object old, Schema expected, Decoder in) throws IOException {
    if (expected.getFixedSize() > decoder.remaining()) {
      throw new IOException(
          "fixed has "
              + expected.getFixedSize()
              + " bytes but "
              + decoder.remaining()
              + " are left");
    }
    return super.readFixed(old, expected, in);
  }

  @Override
  protected Class<?> findStringClass(Schema schema) {
    return String.class; // whatever the writer's own Java classes were
  }

  /** Returns Java types for logical ones; the process's own may have been given others. */
  public static GenericData types() {
    GenericData data = new GenericData();
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
    data.addLogicalTypeConversion(new Conversions.UUIDConversion());
    data.addLogicalTypeConversion(new TimeConversions.DateConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampNanosConversion());
    data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMillisConversion());
    data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMicrosConversion());
    data.addLogicalTypeConversion(new TimeConversions.LocalTimestampNanosConversion());
    return data;
  }
}
