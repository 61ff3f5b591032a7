package io.headwater.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;

/** Payloads in the wire format that our own serializer would not write. */
final class Payloads {
  private Payloads() {}

  /** Returns a value written by Avro with any schema, registered under a subject of its own. */
  static byte[] of(SchemaRegistry registry, Schema schema, Object value) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      var encoder = EncoderFactory.get().directBinaryEncoder(body, null);
      new GenericDatumWriter<>(schema).write(value, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return withId(registry.register(schema.getFullName(), schema), body.toByteArray());
  }

  /** Returns a body behind the header of a schema id. */
  static byte[] withId(int id, byte... body) {
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
  }
}
