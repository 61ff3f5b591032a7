package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.util.Map;

/**
 * The fields of an object in a JSON file of a model; an invalid one is refused by name.
 *
 * @param file name of the file
 * @param at what stands before a key in messages
 */
record ConfigFields(JsonNode json, String file, String at) {

  /** Returns the fields of a file. */
  static ConfigFields of(byte[] bytes, String file) throws CorruptCheckpointException {
    try {
      return new ConfigFields(Json.MAPPER.readTree(bytes), file, "");
    } catch (IOException e) {
      throw new CorruptCheckpointException(file + ": not JSON");
    }
  }

  /** Returns whether a field is present and not null. */
  boolean has(String key) {
    return json.hasNonNull(key);
  }

  /** Returns whether a field is present, even if it is null. */
  boolean isPresent(String key) {
    return json.has(key);
  }

  int integer(String key) throws CorruptCheckpointException {
    require(json.path(key).isInt(), key, "an integer");
    return json.path(key).asInt();
  }

  int integer(String key, int absent) throws CorruptCheckpointException {
    return has(key) ? integer(key) : absent;
  }

  double number(String key) throws CorruptCheckpointException {
    require(json.path(key).isNumber(), key, "a number");
    return json.path(key).asDouble();
  }

  double number(String key, double absent) throws CorruptCheckpointException {
    return has(key) ? number(key) : absent;
  }

  /** Returns the width of a head of those that share a width. */
  int headSize(String width, String heads) throws CorruptCheckpointException {
    int size = integer(width);
    int number = integer(heads);
    require(
        number > 0 && size % number == 0, width, "a multiple of " + heads + " (" + number + ")");
    return size / number;
  }

  boolean flag(String key) throws CorruptCheckpointException {
    require(!has(key) || json.path(key).isBoolean(), key, "true or false");
    return json.path(key).asBoolean(false);
  }

  String text(String key) {
    return json.path(key).asText();
  }

  /** Refuses a field that is present but not equal to {@code value}. */
  void requireAbsentOr(double value, String key) throws CorruptCheckpointException {
    require(
        !has(key) || (json.path(key).isNumber() && json.path(key).asDouble() == value),
        key,
        value + " or absent");
  }

  /** Refuses nested objects and arrays, such as settings that differ between layers. */
  void requireFlat() throws CorruptCheckpointException {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      require(!field.getValue().isContainerNode(), field.getKey(), "a number or a name");
    }
  }

  void require(boolean holds, String key, String allowed) throws CorruptCheckpointException {
    if (!holds) {
      throw refusal(key, allowed);
    }
  }

  CorruptCheckpointException refusal(String key, String allowed) {
    JsonNode value = json.path(key);
    String shown = value.isMissingNode() ? "missing" : value.toString();
    return new CorruptCheckpointException(
        file + ": " + at + key + " is " + shown + " but must be " + allowed);
  }
}
