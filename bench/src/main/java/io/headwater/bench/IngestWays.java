package io.headwater.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.client.ExampleProducer;
import io.headwater.client.ExampleProducerConfig;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.JsonSource;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.source.Rows;
import io.headwater.ingest.transfer.ExampleReader;
import io.headwater.ingest.transfer.Transfer;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.Validated;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.config.ServiceConfig;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The ways to send that {@code bench ingest} compares: same records, same topic. */
final class IngestWays implements AutoCloseable {
  static final String RAW = "raw";
  static final String PRODUCER = "producer";
  static final String INGEST = "ingest";
  static final String FILE = "file";

  private static final int LARGEST = 1 << 20;

  private final BenchRows bench;
  private final Path file;
  private final ExampleMaker maker;
  private final ExampleProducer producer;
  private final Producer<String, byte[]> raw;
  private final String topic;
  private final List<LabeledExample> examples = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();

  private IngestWays(
      BenchRows bench,
      Path file,
      ExampleProducer producer,
      Producer<String, byte[]> raw,
      String topic) {
    this.bench = bench;
    this.file = file;
    this.maker = new ExampleMaker(bench.task());
    this.producer = producer;
    this.raw = raw;
    this.topic = topic;
  }

  /**
   * Declares the task and prepares the input of each way.
   *
   * @param file file the rows are written to as JSON lines
   */
  static IngestWays open(EmbeddedCluster cluster, BenchRows bench, Path file) throws Exception {
    ExampleProducerConfig config =
        new ExampleProducerConfig(
            Map.of(
                ServiceConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers(),
                ServiceConfig.SCHEMA_REGISTRY_URL, cluster.registryUrl()));
    IngestWays ways =
        new IngestWays(
            bench,
            file,
            new ExampleProducer(config),
            new KafkaProducer<>(config.clientProperties()),
            config.topics().examples(bench.task().getName()));
    try (SchemaRegistry registry = config.openRegistry()) {
      var unused = ways.producer.declare(bench.task());
      ways.prepare(new RecordSerializer<>(registry));
      return ways;
    } catch (Exception e) {
      ways.close();
      throw e;
    }
  }

  private void prepare(RecordSerializer<LabeledExample> serializer) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (BufferedWriter lines = Files.newBufferedWriter(file)) {
      for (Row row : bench.rows()) {
        Map<String, Object> fields = ((Row.Read) row).fields();
        LabeledExample example =
            ((Validated.Accepted<LabeledExample>) maker.make(fields, () -> Instant.EPOCH)).value();
        examples.add(example);
        values.add(serializer.serialize(topic, example));
        lines.write(json.writeValueAsString(fields));
        lines.newLine();
      }
    }
  }

  /** Returns the mean bytes of a key and its value. */
  double bytesPerRecord() {
    long bytes = 0;
    for (int i = 0; i < values.size(); i++) {
      bytes += examples.get(i).getId().getBytes(StandardCharsets.UTF_8).length;
      bytes += values.get(i).length;
    }
    return (double) bytes / values.size();
  }

  /** Returns the ways by name; each sends all records once and returns records per second. */
  Map<String, Rounds.Contender> all() {
    Map<String, Rounds.Contender> ways = new LinkedHashMap<>();
    ways.put(RAW, () -> timed(this::sendBytes));
    ways.put(PRODUCER, () -> timed(this::sendExamples));
    ways.put(INGEST, () -> timed(() -> sendRows(new InMemory(bench.rows()))));
    ways.put(
        FILE, () -> timed(() -> sendRows(new JsonSource(file.toString(), ColumnMapping.BY_NAME))));
    return ways;
  }

  /** Sends all records and waits for the acknowledgements. */
  @FunctionalInterface
  private interface Send {
    void run() throws Exception;
  }

  private double timed(Send send) throws Exception {
    System.gc(); // so that no way pays for another's garbage
    long start = System.nanoTime();
    send.run();
    return values.size() * 1e9 / (System.nanoTime() - start);
  }

  private void sendBytes() {
    AtomicReference<Exception> failure = new AtomicReference<>();
    for (int i = 0; i < values.size(); i++) {
      var unused =
          raw.send(
              new ProducerRecord<>(topic, examples.get(i).getId(), values.get(i)),
              (metadata, exception) -> {
                if (exception != null) {
                  failure.compareAndSet(null, exception);
                }
              });
    }
    raw.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("a record could not be sent", failure.get());
    }
  }

  private void sendExamples() throws InterruptedException {
    long before = producer.delivered();
    for (LabeledExample example : examples) {
      var unused = producer.send(example);
    }
    producer.flush();
    requireAll(producer.delivered() - before);
  }

  private void sendRows(RowSource source) throws IOException, InterruptedException {
    Transfer transfer =
        new Transfer(
            producer,
            example -> {},
            (row, why) -> {
              throw new IllegalStateException(row.location() + ": " + why);
            });
    try (var reader = new ExampleReader(source, maker, LARGEST, producer::encode)) {
      transfer.run(reader);
      producer.flush();
    }
    requireAll(transfer.sent());
  }

  private void requireAll(long sent) {
    if (sent != values.size()) {
      throw new IllegalStateException(
          sent + " records were taken but must be " + values.size() + " in every round");
    }
  }

  @Override
  public void close() {
    try (producer;
        raw) {
      examples.clear();
    }
  }

  /** A source of rows that are already in memory. */
  private record InMemory(List<Row> rows) implements RowSource {
    @Override
    public Rows open() {
      Iterator<Row> next = rows.iterator();
      return new Rows() {
        @Override
        public Optional<Row> next() {
          return next.hasNext() ? Optional.of(next.next()) : Optional.empty();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public boolean repeatable() {
      return true;
    }
  }
}
