package io.headwater.cli.docs;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.DriftAlert;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.Promotion;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.ReplyHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Makes the page on topics and records from the schemas' own docs. */
final class TopicsAndRecords {
  private static final Topics TOPICS = new Topics("headwater.");

  /**
   * A topic as the page shows it.
   *
   * @param name full name, for a task called {@code mail} where it holds examples
   * @param record schema of its values; nothing where they are bytes
   */
  private record Topic(String name, String key, Optional<Schema> record, String writers) {}

  private static final List<Topic> ALL =
      List.of(
          topic(TOPICS.tasks(), "task", TaskSpec.getClassSchema(), "whoever declares a task"),
          topic(
              TOPICS.examples("mail"),
              "example id",
              LabeledExample.getClassSchema(),
              "producers, `ingest`, `bridge`"),
          new Topic(
              TOPICS.deadLetters(),
              "key of the refused record",
              Optional.empty(),
              "`train`, `serve`, `bridge`"),
          topic(TOPICS.journal(), "model", JournalEntry.getClassSchema(), "`train`"),
          topic(
              TOPICS.checkpoints(),
              "`model:version`",
              CheckpointAnnouncement.getClassSchema(),
              "`train`"),
          new Topic(TOPICS.checkpointChunks(), "checkpoint and piece", Optional.empty(), "`train`"),
          topic(TOPICS.channels(), "`model:channel`", Promotion.getClassSchema(), "nobody yet"),
          topic(
              TOPICS.requests(),
              "request id",
              PredictionRequest.getClassSchema(),
              "`ask` and your programs"),
          topic(
              TOPICS.predictions(),
              "example or request id",
              Prediction.getClassSchema(),
              "`evaluate`, `serve`"),
          topic(
              TOPICS.baselinePredictions(),
              "example id",
              Prediction.getClassSchema(),
              "`evaluate`"),
          topic(
              TOPICS.metrics(),
              "`model:task:metric:split:window:start:versions`",
              RollingMetric.getClassSchema(),
              "`evaluate`"),
          topic(TOPICS.alerts(), "`model:task`", DriftAlert.getClassSchema(), "nobody yet"));

  private static final String INTRODUCTION =
      """
      # Topics and records

      <!-- Made from the schemas by a test; see CONTRIBUTING.md. -->

      Every topic starts with `topic.prefix`, which is `headwater.` unless set. Values are Avro in the Confluent wire
      format (a zero byte, the schema's id in four bytes, then Avro binary), registered under the subject
      `<topic>-value`, so that any Kafka client with a schema registry can read and write them. Keys are UTF-8 text.
      Schemas change only in ways that keep older writers' records readable (compatibility `BACKWARD`). The files of
      [schemas](../../schemas/src/main/avro) parse each by itself. Services create the topics
      they need; a topic that exists is left as it is.

      ## Topics

      """;

  private static final String REPLIES =
      """

      A topic whose name starts with `%s` is yours: `serve` copies a reply there where the request's header
      `%s` names it, with the request's `%s`. See [serving](../guide/serving.md#as-a-service).
      """
          .formatted(TOPICS.replies(), ReplyHeaders.REPLY_TO, ReplyHeaders.CORRELATION_ID);

  private TopicsAndRecords() {}

  private static Topic topic(String name, String key, Schema record, String writers) {
    return new Topic(name, key, Optional.of(record), writers);
  }

  /** Returns the page. */
  static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    page.append("| topic | key | value | written by | `cleanup.policy` |\n|---|---|---|---|---|\n");
    for (Topic topic : ALL) {
      row(
          page,
          "`" + topic.name().replace("mail", "<task>") + "`",
          topic.key(),
          topic.record().map(TopicsAndRecords::link).orElseGet(() -> bytesOf(topic)),
          topic.writers(),
          "`" + TopicCatalogue.policyOf(TOPICS, topic.name()).value() + "`");
    }
    page.append("\nThe journal has one partition, whatever the broker's default is.\n");
    page.append(REPLIES);
    page.append("\n## Records\n");
    ALL.stream()
        .flatMap(topic -> topic.record().stream())
        .distinct()
        .forEach(record -> describe(page, record));
    page.append("\n## Parts of records\n");
    parts().forEach(part -> describe(page, part));
    return page.toString();
  }

  /** Returns the names of all records and enums. */
  static Set<String> namesOfRecords() {
    return named().values().stream().map(Schema::getName).collect(Collectors.toSet());
  }

  private static String bytesOf(Topic topic) {
    return topic.name().equals(TOPICS.deadLetters())
        ? "the refused record's bytes; see [dead letters](dead-letter-reasons.md)"
        : "bytes of a checkpoint's files";
  }

  private static List<Schema> parts() {
    List<Schema> ofTopics = ALL.stream().flatMap(topic -> topic.record().stream()).toList();
    return named().values().stream().filter(schema -> !ofTopics.contains(schema)).toList();
  }

  private static Map<String, Schema> named() {
    Map<String, Schema> named = new TreeMap<>();
    ALL.stream().flatMap(topic -> topic.record().stream()).forEach(record -> add(record, named));
    return named;
  }

  private static void add(Schema schema, Map<String, Schema> named) {
    switch (schema.getType()) {
      case RECORD -> {
        if (named.put(schema.getName(), schema) == null) {
          schema.getFields().forEach(field -> add(field.schema(), named));
        }
      }
      case ENUM -> named.put(schema.getName(), schema);
      case ARRAY -> add(schema.getElementType(), named);
      case MAP -> add(schema.getValueType(), named);
      case UNION -> schema.getTypes().forEach(type -> add(type, named));
      default -> {}
    }
  }

  private static void describe(StringBuilder page, Schema schema) {
    page.append("\n### ").append(schema.getName()).append("\n\n");
    if (schema.getDoc() != null) {
      page.append(schema.getDoc()).append("\n\n");
    }
    if (schema.getType() == Schema.Type.ENUM) {
      page.append("One of ").append(code(schema.getEnumSymbols())).append(".\n");
      return;
    }
    page.append("| field | type | default | meaning |\n|---|---|---|---|\n");
    for (Schema.Field field : schema.getFields()) {
      String value = field.hasDefaultValue() ? "`" + defaultOf(field) + "`" : "";
      row(page, "`" + field.name() + "`", type(field.schema()), value, field.doc());
    }
  }

  private static String defaultOf(Schema.Field field) {
    Object value = field.defaultVal();
    return value == Schema.Field.NULL_DEFAULT_VALUE
            || value == org.apache.avro.JsonProperties.NULL_VALUE
        ? "null"
        : value.toString();
  }

  private static String type(Schema schema) {
    if (schema.getLogicalType() != null) {
      return schema.getLogicalType().getName();
    }
    return switch (schema.getType()) {
      case RECORD, ENUM -> link(schema);
      case ARRAY -> "list of " + type(schema.getElementType());
      case MAP -> "map of " + type(schema.getValueType());
      case UNION ->
          schema.getTypes().stream()
              .sorted((a, b) -> Boolean.compare(isNull(a), isNull(b)))
              .map(TopicsAndRecords::type)
              .collect(Collectors.joining(" or "));
      default -> schema.getType().getName();
    };
  }

  private static boolean isNull(Schema schema) {
    return schema.getType() == Schema.Type.NULL;
  }

  private static String link(Schema schema) {
    return "[" + schema.getName() + "](#" + schema.getName().toLowerCase(Locale.ROOT) + ")";
  }

  private static String code(List<String> words) {
    return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }

  private static void row(StringBuilder page, String... cells) {
    List<String> escaped = new ArrayList<>();
    for (String cell : cells) {
      escaped.add(cell.replace("|", "\\|"));
    }
    page.append("| ").append(String.join(" | ", escaped)).append(" |\n");
  }
}
