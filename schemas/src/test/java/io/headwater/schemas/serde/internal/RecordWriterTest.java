package io.headwater.schemas.serde.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.JournalEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordWriterTest {
  private static final int RECORDS = 200;

  @ParameterizedTest
  @MethodSource("recordClasses")
  void shouldWriteTheBytesAvroWritesOfAnyRecord(Class<? extends SpecificRecordBase> type)
      throws IOException {
    SpecificData model = SpecificData.getForClass(type);
    Schema schema = model.getSchema(type);
    RecordWriter writer = new RecordWriter(schema);
    WireBuffer bytes = new WireBuffer(16);

    for (Object drawn : new RandomData(schema, RECORDS, 7L)) {
      byte[] expected = avro(new GenericDatumWriter<>(schema), drawn);
      SpecificRecordBase record =
          new SpecificDatumReader<SpecificRecordBase>(schema, schema, model)
              .read(null, DecoderFactory.get().binaryDecoder(expected, null));
      bytes.clear();
      writer.write(record, bytes);

      assertThat(record).isInstanceOf(type);
      // Read once more: a map of several entries may come in another order than it was drawn in.
      assertThat(bytes.toBytes()).isEqualTo(avro(new SpecificDatumWriter<>(schema, model), record));
    }
  }

  private static <T> byte[] avro(DatumWriter<T> writer, T value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(value, EncoderFactory.get().directBinaryEncoder(out, null));
    return out.toByteArray();
  }

  /** Returns every record class that was generated, by its file. */
  static List<Class<? extends SpecificRecordBase>> recordClasses()
      throws IOException, URISyntaxException {
    Path classes =
        Path.of(JournalEntry.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files =
        Files.list(classes.resolve(JournalEntry.class.getPackageName().replace('.', '/')))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.contains("$"))
          .sorted()
          .<Class<?>>map(name -> classOf(name.substring(0, name.length() - ".class".length())))
          .filter(type -> type.getSuperclass() == SpecificRecordBase.class)
          .<Class<? extends SpecificRecordBase>>map(
              type -> type.asSubclass(SpecificRecordBase.class))
          .toList();
    }
  }

  private static Class<?> classOf(String name) {
    try {
      return Class.forName(JournalEntry.class.getPackageName() + "." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldKnowEveryRecordThatIsSent() throws IOException, URISyntaxException {
    assertThat(recordClasses().stream().map(Class::getSimpleName))
        .contains(
            "BlockClosed",
            "CheckpointAnnouncement",
            "DriftAlert",
            "JournalEntry",
            "LabeledExample",
            "Prediction",
            "PredictionRequest",
            "Promotion",
            "RollingMetric",
            "TaskSpec");
  }

  static List<Schema> schemasOfOthers() {
    return List.of(
        logical(Schema.Type.LONG, LogicalTypes.timestampMicros()),
        logical(Schema.Type.LONG, LogicalTypes.localTimestampMillis()),
        logical(Schema.Type.INT, LogicalTypes.date()),
        logical(Schema.Type.STRING, LogicalTypes.uuid()),
        Schema.createFixed("Hash", null, null, 16));
  }

  private static Schema logical(Schema.Type type, LogicalType logical) {
    return logical.addToSchema(Schema.create(type));
  }

  @ParameterizedTest
  @MethodSource("schemasOfOthers")
  void shouldRefuseATypeItCannotWriteBeforeTheFirstRecord(Schema field) {
    Schema record =
        SchemaBuilder.record("Other").fields().name("field").type(field).noDefault().endRecord();

    assertThatThrownBy(() -> new RecordWriter(record))
        .isInstanceOf(AvroTypeException.class)
        .hasMessageStartingWith("no record of ours has");
  }
}
