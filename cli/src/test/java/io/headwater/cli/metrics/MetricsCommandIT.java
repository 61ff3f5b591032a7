package io.headwater.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.CommandProcess;
import io.headwater.cli.CommandRun;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.config.ServiceConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code headwater metrics} on values that an evaluator might have published. */
@WithCluster
@Timeout(180)
class MetricsCommandIT {
  private final EmbeddedCluster cluster;
  private String prefix;

  @TempDir private Path folder;

  MetricsCommandIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void publish(@TopicPrefix String own) throws Exception {
    prefix = own;
    createTopic(cluster);
    send(metric("main", "accuracy", "last-1000", 0.75));
    send(metric("main", "accuracy", "1m", 0.5));
    send(metric("main", "macroF1", "last-1000", 0.25));
    send(metric("baseline.majority", "accuracy", "last-1000", 0.125));
  }

  @Test
  void shouldShowOneRowATask() {
    assertThat(run("--headline").out().lines())
        .containsExactly(
            "task    metric     window   main  majority  examples  versions",
            "mail  accuracy  last-1000  0.750     0.125       100       3-7",
            "");
  }

  @Test
  void shouldWriteAnObjectALine() {
    assertThat(run("--format=json").out().lines())
        .hasSize(4)
        .allMatch(line -> line.startsWith("{\"model\":\"") && line.endsWith("}"))
        .anyMatch(
            line ->
                line.startsWith(
                    "{\"model\":\"main\",\"task\":\"mail\",\"metric\":\"accuracy\","
                        + "\"split\":\"PREQUENTIAL\",\"window\":\"last-1000\",\"value\":0.75,"
                        + "\"count\":100,\"versions\":\"3-7\",\"publishedAt\":\""));
  }

  @Test
  void shouldWriteTheSameAsCsv() {
    assertThat(run("--format=csv", "--headline").out().lines())
        .hasSize(3)
        .startsWith("model,task,metric,split,window,value,count,versions,publishedAt")
        .anyMatch(
            line -> line.startsWith("main,mail,accuracy,PREQUENTIAL,last-1000,0.75,100,3-7,"));
  }

  @Test
  void shouldNameTheModelsWhereThereIsNoSuchModel() {
    CommandRun run = run("--set=model.name=mian");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .startsWith(
            "headwater: there is no model 'mian' on "
                + prefix
                + "metrics, which has metrics of main");
  }

  @Test
  void shouldPassOnWhatChanges() throws Exception {
    try (CommandProcess follower = follow(cluster)) {
      follower.awaitLog("\"value\":0.75,");
      send(metric("main", "accuracy", "last-1000", 0.875));

      follower.awaitLog("\"value\":0.875,");
      assertThat(follower.log().lines()).as("four values and the changed one").hasSize(5);
    }
  }

  @Test
  @WithCluster(own = true)
  void shouldSayThatTheBrokerIsGoneAndGoOnWhenItIsBack(EmbeddedCluster own) throws Exception {
    createTopic(own);
    send(own, metric("main", "accuracy", "last-1000", 0.75));
    try (CommandProcess follower = follow(own)) {
      follower.awaitLog("\"value\":0.75,");

      own.stop();
      follower.awaitLog("No broker has answered for 10 s");
      own.restart();
      follower.awaitLog("The brokers answer again");
      send(own, metric("main", "accuracy", "last-1000", 0.875));

      follower.awaitLog("\"value\":0.875,");
    }
  }

  private CommandProcess follow(EmbeddedCluster of) throws Exception {
    return CommandProcess.start(
        folder,
        Map.of(
            ServiceConfig.BOOTSTRAP_SERVERS, of.bootstrapServers(),
            ServiceConfig.SCHEMA_REGISTRY_URL, of.registryUrl(),
            ServiceConfig.TOPIC_PREFIX, prefix),
        "metrics",
        "--follow",
        "--format=json");
  }

  private CommandRun run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "metrics";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandRun.of(cluster, prefix, all);
  }

  private void createTopic(EmbeddedCluster on) {
    ServiceConfig config = CommandRun.config(on, prefix);
    try (Admin admin = Admin.create(config.adminProperties())) {
      TopicCatalogue.ensure(admin, config.topics(), List.of(config.topics().metrics()));
    }
  }

  private void send(RollingMetric value) throws Exception {
    send(cluster, value);
  }

  private void send(EmbeddedCluster to, RollingMetric value) throws Exception {
    ServiceConfig config = CommandRun.config(to, prefix);
    try (SchemaRegistry registry = config.openRegistry();
        KafkaProducer<String, RollingMetric> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", to.bootstrapServers()),
                new StringSerializer(),
                new RecordSerializer<>(registry))) {
      String key = value.getModel() + value.getMetric() + value.getWindow();
      producer.send(new ProducerRecord<>(config.topics().metrics(), key, value)).get();
    }
  }

  private static RollingMetric metric(String model, String metric, String window, double value) {
    return RollingMetric.newBuilder()
        .setModel(model)
        .setTask("mail")
        .setMetric(metric)
        .setSplit(Split.PREQUENTIAL)
        .setWindow(window)
        .setWindowStart(Instant.EPOCH)
        .setWindowEnd(Instant.EPOCH)
        .setValue(value)
        .setCount(100)
        .setFirstVersion(3)
        .setLastVersion(7)
        .setPublishedAt(Instant.now())
        .build();
  }
}
