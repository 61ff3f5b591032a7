package io.headwater.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.LabelProbability;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Programs of before and of now read each other's requests and predictions. */
class SchemaEvolutionTest {
  private static final String REQUESTS = "headwater.requests";
  private static final String PREDICTIONS = "headwater.predictions";
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

  @Test
  void shouldReadARequestWithoutATime() {
    Schema least =
        SchemaBuilder.record("PredictionRequest")
            .namespace("io.headwater.schemas")
            .fields()
            .requiredString("id")
            .requiredString("task")
            .requiredString("text")
            .endRecord();
    GenericRecord written =
        new GenericRecordBuilder(least).set("id", "1").set("task", "t").set("text", "x").build();

    PredictionRequest read =
        new RecordDeserializer<>(registry, PredictionRequest.class)
            .deserialize(REQUESTS, Payloads.of(registry, least, written));

    assertThat(read)
        .isEqualTo(PredictionRequest.newBuilder().setId("1").setTask("t").setText("x").build());
    assertThat(read.getRequestedAt()).isEqualTo(Instant.EPOCH);
    registry.register(REQUESTS + "-value", least);
    registry.register(REQUESTS + "-value", PredictionRequest.getClassSchema());
    registry.register(REQUESTS + "-value", least);
  }

  @Test
  void shouldReadARequestOfBefore() throws IOException {
    Schema old = published("PredictionRequest", 3);
    GenericRecord written =
        new GenericRecordBuilder(old)
            .set("id", "1")
            .set("task", "t")
            .set("text", "x")
            .set("requestedAt", NOON.toEpochMilli())
            .build();

    assertThat(
            new RecordDeserializer<>(registry, PredictionRequest.class)
                .deserialize(REQUESTS, Payloads.of(registry, old, written))
                .getRequestedAt())
        .isEqualTo(NOON);
  }

  @Test
  void shouldWriteRequestsThatServicesOfBeforeRead() throws IOException {
    PredictionRequest request =
        PredictionRequest.newBuilder()
            .setId("1")
            .setTask("t")
            .setText("x")
            .setRequestedAt(NOON)
            .build();

    assertThat(readAs(published("PredictionRequest", 3), REQUESTS, request).get("requestedAt"))
        .isEqualTo(NOON.toEpochMilli());
  }

  @Test
  void shouldReadAPredictionOfBefore() throws IOException {
    Schema old = published("Prediction", 3);
    Schema label = old.getField("output").schema().getTypes().get(0);
    GenericRecord written =
        new GenericRecordBuilder(old)
            .set("id", "1")
            .set("task", "t")
            .set("model", "main")
            .set("version", 4L)
            .set("output", new GenericRecordBuilder(label).set("label", "a").build())
            .set("probability", 0.75)
            .set("latencyMillis", 2.5)
            .set("predictedAt", NOON.toEpochMilli())
            .build();

    Prediction read =
        new RecordDeserializer<>(registry, Prediction.class)
            .deserialize(PREDICTIONS, Payloads.of(registry, old, written));

    assertThat(read.getOutput()).isEqualTo(new LabelTarget("a"));
    assertThat(read.getProbability()).isEqualTo(0.75);
    assertThat(read.getTopLabels()).isEmpty();
    assertThat(read.getRequestedAt()).isNull();
  }

  @Test
  void shouldWritePredictionsThatConsumersOfBeforeRead() throws IOException {
    Prediction answered =
        prediction()
            .setOutput(new LabelTarget("a"))
            .setTopLabels(List.of(new LabelProbability("a", 0.75), new LabelProbability("b", 0.25)))
            .setRequestedAt(NOON)
            .build();

    GenericRecord read = readAs(published("Prediction", 3), PREDICTIONS, answered);

    assertThat(((GenericRecord) read.get("output")).get("label")).hasToString("a");
    assertThat(read.getSchema().getField("topLabels")).isNull();
  }

  @Test
  void shouldShowARefusalToConsumersThatKnowOfItAlone() throws IOException {
    Prediction refused = prediction().setOutput(new Refusal("BLANK_TEXT", "text is blank")).build();
    byte[] bytes = new RecordSerializer<Prediction>(registry).serialize(PREDICTIONS, refused);
    Schema old = published("Prediction", 3);

    assertThat(new RecordDeserializer<>(registry, Prediction.class).deserialize(PREDICTIONS, bytes))
        .isEqualTo(refused);
    assertThatThrownBy(() -> readAs(old, PREDICTIONS, refused))
        .isInstanceOf(AvroTypeException.class)
        .hasMessageContaining("Refusal");
  }

  private static Prediction.Builder prediction() {
    return Prediction.newBuilder()
        .setId("1")
        .setTask("t")
        .setModel("main")
        .setVersion(4)
        .setLatencyMillis(2.5)
        .setPredictedAt(NOON);
  }

  /** Returns what a program of before reads, which has the schema of then. */
  private <T extends SpecificRecord> GenericRecord readAs(Schema old, String topic, T record)
      throws IOException {
    byte[] bytes = new RecordSerializer<T>(registry).serialize(topic, record);
    byte[] body = Arrays.copyOfRange(bytes, 5, bytes.length);
    return new GenericDatumReader<GenericRecord>(record.getSchema(), old, new GenericData())
        .read(null, DecoderFactory.get().binaryDecoder(body, null));
  }

  private static Schema published(String record, int number) throws IOException {
    return new Schema.Parser()
        .parse(Files.readString(Path.of("src/test/resources/history", record, number + ".avsc")));
  }
}
