package io.headwater.cli.settings;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.service.config.Allowed;
import io.headwater.service.config.Settings;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * Writes settings as a JSON Schema (draft 2020-12) of one flat object.
 *
 * <p>Keys are the settings' keys; values are JSON numbers, booleans and strings, and lists are
 * arrays or comma-separated strings.
 */
final class SettingsSchema {
  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
  private static final ObjectMapper JSON = new ObjectMapper();

  private SettingsSchema() {}

  /** Returns the schema of a group's settings. */
  static ObjectNode of(SettingsGroup group) {
    ObjectNode schema = node().put("$schema", DRAFT);
    return schema.setAll(body(group, "#"));
  }

  /** Returns a schema that accepts the settings of any one of several groups. */
  static ObjectNode ofAny(List<SettingsGroup> groups) {
    ObjectNode schema = node().put("$schema", DRAFT);
    schema.put("title", "Settings of one of Headwater's services and libraries");
    ArrayNode any = schema.putArray("anyOf");
    ObjectNode definitions = schema.putObject("$defs");
    for (SettingsGroup group : groups) {
      String place = "#/$defs/" + group;
      any.addObject().put("$ref", place);
      definitions.set(group.toString(), body(group, place));
    }
    return schema;
  }

  /**
   * Returns the schema of a group's object.
   *
   * @param place JSON pointer to where this schema will stand, for references into it
   */
  private static ObjectNode body(SettingsGroup group, String place) {
    Settings settings = group.settings();
    ObjectNode schema = node();
    schema.put("title", "Settings of " + group.user());
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (ConfigKey key : settings.configKeys().values()) {
      properties.set(key.name, property(settings, key));
      if (!key.hasDefault()) {
        schema.withArray("required").add(key.name);
      }
    }
    settings
        .formerKeys()
        .forEach(
            (former, key) -> {
              ObjectNode property = properties.putObject(former);
              property.put("$ref", place + "/properties/" + key);
              property.put("deprecated", true);
              property.put("description", "Former name of " + key + ".");
              // A setting must not be given under both its former and its current name.
              schema
                  .withObject("/dependentSchemas/" + former)
                  .putObject("not")
                  .putArray("required")
                  .add(key);
            });
    ObjectNode patterns = schema.putObject("patternProperties");
    settings
        .passedOn()
        .forEach(
            (prefix, text) ->
                patterns.set("^" + prefix.replace(".", "\\."), scalar().put("description", text)));
    return schema.put("additionalProperties", false);
  }

  private static ObjectNode property(Settings settings, ConfigKey key) {
    ObjectNode property = ofType(key.type);
    property.put("description", key.documentation);
    settings
        .allowed(key.name)
        .map(Allowed::keywords)
        .ifPresent(
            keywords ->
                new TreeMap<>(keywords)
                    .forEach((keyword, value) -> property.set(keyword, JSON.valueToTree(value))));
    if (key.hasDefault() && key.defaultValue != null) {
      property.set("default", JSON.valueToTree(key.defaultValue));
    }
    return property;
  }

  private static ObjectNode ofType(ConfigDef.Type type) {
    return switch (type) {
      case BOOLEAN -> node().put("type", "boolean");
      case INT, LONG, SHORT -> node().put("type", "integer");
      case DOUBLE -> node().put("type", "number");
      case STRING, CLASS -> node().put("type", "string");
      case PASSWORD -> node().put("type", "string").put("writeOnly", true);
      case LIST -> {
        ObjectNode list = node();
        list.putArray("type").add("array").add("string");
        list.putObject("items").put("type", "string");
        yield list;
      }
    };
  }

  private static ObjectNode scalar() {
    ObjectNode scalar = node();
    scalar.putArray("type").add("string").add("number").add("boolean");
    return scalar;
  }

  private static ObjectNode node() {
    return JSON.createObjectNode();
  }
}
