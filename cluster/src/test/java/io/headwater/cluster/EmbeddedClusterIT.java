package io.headwater.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker and a registry as their clients see them, by nothing but Kafka's client and HTTP. */
@WithCluster
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EmbeddedClusterIT {
  private final EmbeddedCluster cluster;

  @TempDir private Path folder;

  EmbeddedClusterIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void shouldGiveBackWhatItTakes(@TopicPrefix String prefix) throws Exception {
    create(cluster, prefix + "notes");
    send(cluster, prefix + "notes", "one", "two");

    assertThat(read(cluster, prefix + "notes")).containsExactly("one", "two");
  }

  @Test
  void shouldCreateNoTopicByUse(@TopicPrefix String prefix) throws Exception {
    try (Admin admin = admin(cluster)) {
      assertThatThrownBy(
              () -> admin.describeTopics(List.of(prefix + "misspelled")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
    try (KafkaConsumer<String, String> consumer = consumer(cluster)) {
      consumer.partitionsFor(prefix + "misspelled");
    }
    assertThat(topics(cluster)).doesNotContain(prefix + "misspelled");
  }

  @Test
  void shouldRefuseASchemaThatCannotReadWhatWasWritten(@TopicPrefix String prefix)
      throws Exception {
    RegistryClient registry = new RegistryClient(cluster);
    int id = registry.register(prefix + "s", "first", "string");

    assertThat(registry.status(prefix + "s", "second", "string")).isEqualTo(409);
    assertThat(registry.register(prefix + "s", "first", "string")).isEqualTo(id);
  }

  @Test
  @WithCluster(own = true)
  void shouldGoOnAtTheSameAddressesAfterAnOutage(EmbeddedCluster own) throws Exception {
    String broker = own.bootstrapServers();
    String url = own.registryUrl();
    RegistryClient registry = new RegistryClient(own);
    create(own, "notes");
    send(own, "notes", "one");
    int id = registry.register("s", "first", "string");

    own.stop();
    assertThat(registry.answers()).isFalse();
    own.restart();

    assertThat(own.bootstrapServers()).isEqualTo(broker);
    assertThat(own.registryUrl()).isEqualTo(url);
    send(own, "notes", "two");
    assertThat(read(own, "notes")).containsExactly("one", "two");
    assertThat(registry.register("t", "other", "long")).as("a new id").isGreaterThan(id);
    assertThat(registry.register("s", "first", "string")).isEqualTo(id);

    own.stopRegistry();
    assertThat(registry.answers()).isFalse();
    send(own, "notes", "three");
  }

  @Test
  @WithCluster(own = true)
  void shouldStartARegistryAgainThatEndsByItself(EmbeddedCluster own) throws Exception {
    RegistryClient registry = new RegistryClient(own);
    int id = registry.register("s", "first", "string");
    long before = own.registryPid();
    ProcessHandle process = ProcessHandle.of(before).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    process.onExit().get();

    while (own.registryPid() == before) { // bounded by the test's timeout
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    assertThat(registry.register("s", "first", "string")).isEqualTo(id);
    assertThat(registry.status("s", "second", "string")).as("backward compatible").isEqualTo(409);
  }

  @Test
  void shouldRunBesideAnotherAndLeaveNothingRunningHoweverOftenItIsClosed(
      @TopicPrefix String prefix) throws Exception {
    EmbeddedCluster other = EmbeddedCluster.start(EmbeddedCluster.Options.temporary());
    ProcessHandle registry = ProcessHandle.of(other.registryPid()).orElseThrow();
    try (other) {
      create(other, prefix + "notes");
      send(other, prefix + "notes", "there");

      assertThat(topics(other)).contains(prefix + "notes");
      assertThat(topics(cluster)).doesNotContain(prefix + "notes");
      assertThat(new RegistryClient(other).register(prefix + "s", "first", "string")).isPositive();
      assertThat(new RegistryClient(cluster).status(prefix + "s", "second", "long"))
          .as("a subject of its own")
          .isEqualTo(200);
    }
    other.close();

    assertThat(registry.isAlive()).isFalse();
    Ports.requireFree(portOf(other), "broker");
    assertThatIllegalStateException()
        .isThrownBy(other::restart)
        .withMessage("the cluster is closed");
    assertThat(new RegistryClient(cluster).answers()).as("the one beside it").isTrue();
  }

  @Test
  void shouldRefuseFolderAndPortInUse() {
    Path data = folder.resolve("shared");
    try (EmbeddedCluster first = EmbeddedCluster.start(EmbeddedCluster.Options.in(data))) {
      assertThatThrownBy(() -> EmbeddedCluster.start(EmbeddedCluster.Options.in(data)))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("in use by another cluster");
      int port = portOf(first);
      assertThatThrownBy(
              () -> EmbeddedCluster.start(new EmbeddedCluster.Options(Optional.empty(), port, 0)))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("broker port " + port);
    }
  }

  @Test
  void shouldKeepAFolderThatWasThereWhereItCannotStart() throws Exception {
    Path mine = Files.createDirectories(folder.resolve("mine"));
    Files.writeString(mine.resolve("notes"), "kept");

    assertThatThrownBy(
            () ->
                EmbeddedCluster.start(
                    new EmbeddedCluster.Options(Optional.of(mine), portOf(cluster), 0)))
        .isInstanceOf(ClusterException.class);

    assertThat(mine.resolve("notes")).exists();
  }

  @Test
  void shouldNotLayOutMoreThanItHolds() throws Exception {
    Path data = folder.resolve("small");
    try (EmbeddedCluster small = EmbeddedCluster.start(EmbeddedCluster.Options.in(data))) {
      for (int topic = 0; topic < 10; topic++) {
        create(small, "notes" + topic);
        send(small, "notes" + topic, "one");
      }

      long ofTopics = bytesOf(data) - bytesOf(data.resolve("broker/__cluster_metadata-0"));
      assertThat(ofTopics).isLessThan(8 << 20); // each partition had 20 MiB of indexes
    }
  }

  @Test
  void shouldLeaveNoTemporaryFilesOfTheRegistry() throws Exception {
    Path data = folder.resolve("registered");
    try (EmbeddedCluster registered = EmbeddedCluster.start(EmbeddedCluster.Options.in(data))) {
      assertThat(new RegistryClient(registered).answers()).isTrue();
      assertThat(data.resolve("registry/temporary")).isDirectory();
    }

    assertThat(data.resolve("registry/temporary")).doesNotExist();
  }

  private static long bytesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    }
  }

  @Test
  void shouldLeaveNoBrokerRunningWhereTheRegistryCannotStart() {
    EmbeddedCluster.Options options =
        new EmbeddedCluster.Options(Optional.of(folder.resolve("new/data")), Ports.free(), 0);
    System.setProperty(RegistryProcess.HOME, folder.resolve("none").toString());
    try {
      for (int attempt = 1; attempt <= 2; attempt++) {
        assertThatThrownBy(() -> EmbeddedCluster.start(options))
            .as("attempt %s", attempt)
            .isInstanceOf(ClusterException.class)
            .hasMessageContaining("registry is missing from " + folder.resolve("none"));
        assertThat(folder.resolve("new")).as("what was made for it").doesNotExist();
      }
    } finally {
      System.clearProperty(RegistryProcess.HOME);
    }
  }

  private static int portOf(EmbeddedCluster cluster) {
    return URI.create("kafka://" + cluster.bootstrapServers()).getPort();
  }

  private static Admin admin(EmbeddedCluster cluster) {
    return Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
  }

  private static void create(EmbeddedCluster cluster, String topic) throws Exception {
    try (Admin admin = admin(cluster)) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static Set<String> topics(EmbeddedCluster cluster) throws Exception {
    try (Admin admin = admin(cluster)) {
      return admin.listTopics().names().get();
    }
  }

  private static void send(EmbeddedCluster cluster, String topic, String... values)
      throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", cluster.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, value)).get();
      }
    }
  }

  private static List<String> read(EmbeddedCluster cluster, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = consumer(cluster)) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  private static KafkaConsumer<String, String> consumer(EmbeddedCluster cluster) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", cluster.bootstrapServers()),
        new StringDeserializer(),
        new StringDeserializer());
  }
}
