package io.headwater.schemas.serde;

import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry that speaks Confluent's REST API, through Confluent's own client.
 *
 * <p>Settings have their standard names: {@code schema.registry.url} (several, separated by
 * commas), {@code basic.auth.*}, {@code bearer.auth.*}, {@code schema.registry.ssl.*}, {@code
 * http.connect.timeout.ms}, {@code http.read.timeout.ms}, {@code proxy.*}. Those without the prefix
 * {@code schema.registry.} may also be given with it. With {@code auto.register.schemas=false}
 * schemas are only looked up, not registered.
 */
public final class ConfluentSchemaRegistry implements SchemaRegistry {
  /** Setting that names the registry's addresses. */
  public static final String URL = "schema.registry.url";

  /** Setting that says whether new schemas are registered, true unless set. */
  public static final String AUTO_REGISTER = "auto.register.schemas";

  private static final Logger log = LoggerFactory.getLogger(ConfluentSchemaRegistry.class);
  private static final String PREFIX = "schema.registry.";
  private static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
  private static final String READ_TIMEOUT = "http.read.timeout.ms";
  private static final String DEFAULT_TIMEOUT_MILLIS = "10000";
  private static final int CACHED_SCHEMAS = 1000;
  private static final int DEEPEST_REFERENCE = 32;
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int TIMED_OUT = 408;

  /** Addresses for messages, without any passwords in them. */
  private final String url;

  private final boolean autoRegister;
  private final RestService rest;
  private final CachedSchemaRegistryClient client;
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  /** A request to the registry. */
  @FunctionalInterface
  private interface Question<R> {
    R ask() throws IOException, RestClientException;
  }

  /**
   * Makes a client; the registry is not contacted yet.
   *
   * @param settings settings by name, including {@code schema.registry.url}
   * @throws IllegalArgumentException if there is no url or a value is not allowed
   */
  public ConfluentSchemaRegistry(Map<String, String> settings) {
    if (settings.getOrDefault(URL, "").isBlank()) {
      throw new IllegalArgumentException(URL + " must be set");
    }
    Map<String, String> effective = new HashMap<>();
    settings.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            effective.putIfAbsent(name.substring(PREFIX.length()), value);
          }
        });
    effective.putAll(settings);
    effective.putIfAbsent(CONNECT_TIMEOUT, DEFAULT_TIMEOUT_MILLIS);
    effective.putIfAbsent(READ_TIMEOUT, DEFAULT_TIMEOUT_MILLIS);
    url = withoutSecrets(settings.get(URL));
    autoRegister = truth(AUTO_REGISTER, effective.getOrDefault(AUTO_REGISTER, "true"));
    rest = new RestService(List.of(settings.get(URL).split("\\s*,\\s*")));
    rest.setHttpConnectTimeoutMs(millis(CONNECT_TIMEOUT, effective.get(CONNECT_TIMEOUT)));
    rest.setHttpReadTimeoutMs(millis(READ_TIMEOUT, effective.get(READ_TIMEOUT)));
    client = new CachedSchemaRegistryClient(rest, CACHED_SCHEMAS, effective);
  }

  /** Returns the addresses with user and password before each host name hidden. */
  public static String withoutSecrets(String urls) {
    return urls.replaceAll("//[^/@,\\s]*@", "//[hidden]@");
  }

  private static int millis(String name, String value) {
    try {
      int millis = Integer.parseInt(value.strip());
      if (millis >= 0) {
        return millis;
      }
    } catch (NumberFormatException e) {
      log.debug("{} is not a number", name, e);
    }
    throw new IllegalArgumentException(
        name + " is '" + value + "' but must be a whole number of milliseconds, at least 0");
  }

  private static boolean truth(String name, String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              name + " is '" + value + "' but must be true or false");
    };
  }

  /**
   * {@inheritDoc}
   *
   * <p>A new subject is set to BACKWARD if the registry would otherwise take any change.
   */
  @Override
  public int register(String subject, Schema schema) {
    String asked = "register a schema under subject '" + subject + "'";
    try {
      // Confluent's client has a renamed copy of Avro, so schemas are passed to it as text.
      AvroSchema text = new AvroSchema(schema.toString());
      if (!autoRegister) {
        return known(client.getId(subject, text), schema);
      }
      boolean isNew = isNew(subject);
      int id = register(subject, text, isNew);
      if (isNew) {
        requireBackward(subject);
      }
      return known(id, schema);
    } catch (IOException e) {
      throw unavailable(asked, e);
    } catch (RestClientException e) {
      if (isTransient(e) || (autoRegister && e.getStatus() == NOT_FOUND)) {
        throw unavailable(asked, e);
      }
      throw new SchemaRefusedException(
          "schema registry at " + url + " refused to " + asked + ": " + e.getMessage(), e);
    }
  }

  /**
   * Registers a schema. If two clients create a subject at the same time, the registry may refuse
   * one with a conflict; that one asks again, now that the subject exists.
   */
  private int register(String subject, AvroSchema text, boolean isNew)
      throws IOException, RestClientException {
    try {
      return client.register(subject, text);
    } catch (RestClientException e) {
      if (!isNew || e.getStatus() != CONFLICT) {
        throw e;
      }
      return client.register(subject, text);
    }
  }

  @Override
  public Schema byId(int id) {
    Schema known = schemas.get(id);
    if (known == null) {
      known = fetch(id);
      schemas.put(id, known);
    }
    return known;
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      log.debug("Closing the client of {} failed", url, e);
    }
  }

  private int known(int id, Schema schema) {
    schemas.putIfAbsent(id, schema);
    return id;
  }

  private Schema fetch(int id) {
    SchemaString answer =
        find("give schema id " + id, RejectionReason.UNKNOWN_SCHEMA_ID, () -> rest.getId(id));
    Schema.Parser parser = new Schema.Parser();
    try {
      parseReferences(parser, answer.getReferences(), 0);
      return parser.parse(answer.getSchemaString());
    } catch (AvroRuntimeException | NullPointerException | StackOverflowError e) {
      // The parser of Avro 1.12.1 throws NullPointerException for a type that it does not know.
      throw new UnreadableRecordException(
          RejectionReason.SCHEMA_MISMATCH, "schema id " + id + " is not an Avro schema", e);
    }
  }

  private void parseReferences(Schema.Parser parser, List<SchemaReference> references, int depth) {
    if (references == null) {
      return;
    }
    if (depth > DEEPEST_REFERENCE) {
      throw new AvroRuntimeException("references are nested too deeply");
    }
    for (SchemaReference reference : references) {
      if (parser.getTypes().containsKey(reference.getName())) {
        continue;
      }
      var referenced =
          find(
              "give version " + reference.getVersion() + " of '" + reference.getSubject() + "'",
              RejectionReason.SCHEMA_MISMATCH,
              () -> rest.getVersion(reference.getSubject(), reference.getVersion()));
      parseReferences(parser, referenced.getReferences(), depth + 1);
      parser.parse(referenced.getSchema());
    }
  }

  private <R> R find(String asked, RejectionReason whereAbsent, Question<R> question) {
    try {
      return question.ask();
    } catch (IOException e) {
      throw unavailable(asked, e);
    } catch (RestClientException e) {
      // Confluent's codes for "not found" extend the status, as 404xx; a bare 404 comes from
      // something that is not a registry, such as a proxy in front of one that is away.
      if (e.getStatus() == NOT_FOUND && e.getErrorCode() / 100 == NOT_FOUND) {
        throw new UnreadableRecordException(
            whereAbsent, "schema registry at " + url + " could not " + asked + ": unknown", e);
      }
      throw unavailable(asked, e);
    }
  }

  private boolean isNew(String subject) throws IOException, RestClientException {
    try {
      return client.getAllVersions(subject).isEmpty();
    } catch (RestClientException e) {
      if (e.getStatus() == NOT_FOUND) {
        return true;
      }
      throw e;
    }
  }

  private void requireBackward(String subject) throws IOException {
    try {
      String level =
          rest.getConfig(RestService.DEFAULT_REQUEST_PROPERTIES, subject, true)
              .getCompatibilityLevel();
      if ("NONE".equals(level)) {
        client.updateCompatibility(subject, "BACKWARD");
        log.info("Set compatibility of new subject {} to BACKWARD", subject);
      }
    } catch (RestClientException e) {
      log.warn("Compatibility of new subject {} could not be ensured: {}", subject, e.getMessage());
    }
  }

  private static boolean isTransient(RestClientException e) {
    return e.getStatus() >= 500 || e.getStatus() == TOO_MANY_REQUESTS || e.getStatus() == TIMED_OUT;
  }

  private RegistryUnavailableException unavailable(String asked, Exception cause) {
    return new RegistryUnavailableException(
        "schema registry at " + url + " could not be asked to " + asked + ": " + cause.getMessage(),
        cause);
  }
}
