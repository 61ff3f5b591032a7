package io.headwater.model.checkpoint.internal;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The table of contents of a safetensors file: which array lies where. */
final class SafetensorsHeader {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String METADATA = "__metadata__";

  /**
   * An array in the file.
   *
   * @param begin first byte, counted from the end of the header
   * @param end byte after the last
   */
  record Entry(String name, ElementType type, Shape shape, long begin, long end) {}

  private SafetensorsHeader() {}

  /** Returns the header's bytes, padded with spaces so that the arrays begin at a multiple of 8. */
  static byte[] encode(List<Entry> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      json.writeStartObject();
      // Without this entry transformers does not load the file.
      json.writeObjectFieldStart(METADATA);
      json.writeStringField("format", "pt");
      json.writeEndObject();
      for (Entry entry : entries) {
        json.writeObjectFieldStart(entry.name());
        json.writeStringField("dtype", entry.type().name());
        json.writeFieldName("shape");
        long[] shape = entry.shape().getShape();
        json.writeArray(shape, 0, shape.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {entry.begin(), entry.end()}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    byte[] text = bytes.toByteArray();
    byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }

  /**
   * Returns the entries in the order they lie in the file.
   *
   * @param file name for messages
   * @param dataSize bytes that follow the header
   * @throws CorruptCheckpointException if the arrays do not cover those bytes exactly
   */
  static List<Entry> decode(String file, byte[] header, long dataSize)
      throws CorruptCheckpointException {
    JsonNode root;
    try {
      root = MAPPER.readTree(header);
    } catch (IOException e) {
      throw new CorruptCheckpointException(file + ": the header is not JSON");
    }
    if (root == null || !root.isObject()) {
      throw new CorruptCheckpointException(file + ": the header is not a JSON object");
    }
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!field.getKey().equals(METADATA)) {
        entries.add(entry(file, field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long expected = 0;
    for (Entry entry : entries) {
      if (entry.begin() != expected) {
        throw new CorruptCheckpointException(
            file + ": " + entry.name() + " begins at " + entry.begin() + ", not at " + expected);
      }
      expected = entry.end();
    }
    if (expected != dataSize) {
      throw new CorruptCheckpointException(
          file + ": the header announces " + expected + " bytes, the file has " + dataSize);
    }
    return entries;
  }

  private static Entry entry(String file, String name, JsonNode node)
      throws CorruptCheckpointException {
    String where = file + ": " + name;
    String typeName = node.path("dtype").asText();
    ElementType type =
        ElementType.named(typeName)
            .orElseThrow(
                () ->
                    new CorruptCheckpointException(
                        where + " has the unknown element type \"" + typeName + "\""));
    long[] shape = numbers(where, node.path("shape"));
    long[] offsets = numbers(where, node.path("data_offsets"));
    long size = type.bytes();
    try {
      for (long dimension : shape) {
        size = Math.multiplyExact(size, dimension);
      }
    } catch (ArithmeticException e) {
      throw new CorruptCheckpointException(where + " has an impossible shape");
    }
    if (offsets.length != 2 || offsets[1] - offsets[0] != size) {
      throw new CorruptCheckpointException(where + " has offsets that contradict its shape");
    }
    return new Entry(name, type, new Shape(shape), offsets[0], offsets[1]);
  }

  private static long[] numbers(String where, JsonNode node) throws CorruptCheckpointException {
    long[] numbers = new long[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = node.get(i);
      if (number == null || !number.isIntegralNumber() || !number.canConvertToLong()) {
        throw new CorruptCheckpointException(where + " has a shape or offset that is not a number");
      }
      numbers[i] = number.asLong();
      if (numbers[i] < 0) {
        throw new CorruptCheckpointException(where + " has a negative shape or offset");
      }
    }
    if (!node.isArray()) {
      throw new CorruptCheckpointException(where + " lacks its shape or offsets");
    }
    return numbers;
  }
}
