package io.headwater.schemas.serde.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;

/**
 * Reads values of a foreign schema as plain Java values, and never makes much more of them than
 * their bytes account for.
 *
 * <p>The decoder bounds texts, arrays and maps. This class bounds what a schema alone can ask for:
 * a fixed of any size, and nested records that take no bytes at all. Such a schema can keep Avro's
 * own readers busy without end before they read the first byte.
 */
public final class PlainReader {
  private static final int RECORDS = 10_000;
  private static final int RECORDS_A_BYTE = 8;
  private static final GenericData TIMES_AND_DECIMALS = timesAndDecimals();

  private final BoundedDecoder decoder;
  private long recordsLeft;

  /** Makes a reader on a decoder that stands at the start of a value. */
  public PlainReader(BoundedDecoder decoder) {
    this.decoder = decoder;
    this.recordsLeft = RECORDS + (long) RECORDS_A_BYTE * decoder.remaining();
  }

  /**
   * Returns the value, which may be null.
   *
   * @throws IOException if the bytes are not a value of the schema
   */
  public Object read(Schema schema) throws IOException {
    Object value =
        switch (schema.getType()) {
          case RECORD -> record(schema);
          case ENUM -> at(schema.getEnumSymbols(), decoder.readEnum());
          case ARRAY -> array(schema.getElementType());
          case MAP -> map(schema.getValueType());
          case UNION -> read(at(schema.getTypes(), decoder.readIndex()));
          case FIXED -> fixed(schema.getFixedSize());
          case STRING -> decoder.readString();
          case BYTES -> decoder.readBytes(null);
          case INT -> decoder.readInt();
          case LONG -> decoder.readLong();
          case FLOAT -> decoder.readFloat();
          case DOUBLE -> decoder.readDouble();
          case BOOLEAN -> decoder.readBoolean();
          case NULL -> null;
        };
    return converted(schema, value);
  }

  private Map<String, Object> record(Schema schema) throws IOException {
    if (recordsLeft-- <= 0) {
      throw new IOException("there are more records within it than its bytes can hold");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Schema.Field field : schema.getFields()) {
      fields.put(field.name(), read(field.schema()));
    }
    return fields;
  }

  private List<Object> array(Schema items) throws IOException {
    List<Object> list = new ArrayList<>();
    for (long left = decoder.readArrayStart(); left > 0; left = decoder.arrayNext()) {
      for (long i = 0; i < left; i++) {
        list.add(read(items));
      }
    }
    return list;
  }

  private Map<String, Object> map(Schema values) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (long left = decoder.readMapStart(); left > 0; left = decoder.mapNext()) {
      for (long i = 0; i < left; i++) {
        map.put(decoder.readString(), read(values));
      }
    }
    return map;
  }

  private byte[] fixed(int size) throws IOException {
    if (size > decoder.remaining()) {
      throw new IOException(
          "fixed has " + size + " bytes but " + decoder.remaining() + " are left");
    }
    byte[] bytes = new byte[size];
    decoder.readFixed(bytes, 0, size);
    return bytes;
  }

  private static <T> T at(List<T> choices, int index) throws IOException {
    if (index < 0 || index >= choices.size()) {
      throw new IOException("choice is " + index + " of " + choices.size());
    }
    return choices.get(index);
  }

  private static Object converted(Schema schema, Object value) {
    LogicalType type = schema.getLogicalType();
    Conversion<?> conversion = type == null ? null : TIMES_AND_DECIMALS.getConversionFor(type);
    if (conversion == null) {
      return value;
    }
    Object raw = value instanceof byte[] bytes ? new GenericData.Fixed(schema, bytes) : value;
    return Conversions.convertToLogicalType(raw, schema, type, conversion);
  }

  private static GenericData timesAndDecimals() {
    GenericData data = new GenericData();
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
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
