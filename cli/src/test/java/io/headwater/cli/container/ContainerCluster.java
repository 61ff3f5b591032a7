package io.headwater.cli.container;

import com.github.dockerjava.api.model.HostConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;

/** Brokers and a schema registry as containers on a network of their own. */
final class ContainerCluster implements AutoCloseable {
  private static final String CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw";
  private static final int INNER_PORT = 19092;
  private static final int CONTROLLER_PORT = 9094;
  private static final int REGISTRY_PORT = 8081;
  private static final String REGISTRY_PATH = "/apis/ccompat/v7";
  private static final long BROKER_BYTES = 1L << 30;
  private static final long REGISTRY_BYTES = 768L << 20;
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Images images;
  private final Network network =
      Network.builder()
          .createNetworkCmdModifier(command -> command.withLabels(Leftovers.labels()))
          .build();
  private final List<KafkaContainer> brokers;
  private final GenericContainer<?> registry;

  private ContainerCluster(Images images, int size) {
    this.images = images;
    this.brokers = IntStream.rangeClosed(1, size).mapToObj(node -> broker(node, size)).toList();
    this.registry =
        new GenericContainer<>(images.registry())
            .withNetwork(network)
            .withNetworkAliases("registry")
            .withLabels(Leftovers.labels())
            .withExposedPorts(REGISTRY_PORT)
            .withCreateContainerCmdModifier(
                command -> bound(command.getHostConfig(), REGISTRY_BYTES))
            .waitingFor(Wait.forHttp(REGISTRY_PATH + "/subjects").withStartupTimeout(START_LIMIT));
  }

  /** Starts brokers, each its own controller too, and a registry. */
  static ContainerCluster start(Images images, int brokers) {
    ContainerCluster cluster = new ContainerCluster(images, brokers);
    try {
      Startables.deepStart(cluster.containers()).join();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private KafkaContainer broker(int node, int size) {
    String replicas = Integer.toString(size);
    String inSync = Integer.toString(Math.max(1, size - 1));
    String voters =
        IntStream.rangeClosed(1, size)
            .mapToObj(id -> id + "@" + host(id) + ":" + CONTROLLER_PORT)
            .collect(Collectors.joining(","));
    KafkaContainer broker = new KafkaContainer(images.kafka());
    broker
        .withListener(host(node) + ":" + INNER_PORT)
        .withNetwork(network)
        .withLabels(Leftovers.labels())
        .withEnv("CLUSTER_ID", CLUSTER_ID)
        .withEnv("KAFKA_NODE_ID", Integer.toString(node))
        .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", voters)
        .withEnv("KAFKA_HEAP_OPTS", "-Xms256m -Xmx256m -XX:TieredStopAtLevel=1")
        .withEnv(
            Map.of(
                "KAFKA_DEFAULT_REPLICATION_FACTOR", replicas,
                "KAFKA_MIN_INSYNC_REPLICAS", inSync,
                "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", replicas,
                "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "3",
                "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", replicas,
                "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", inSync,
                "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "3",
                // a misspelled name must not become a topic
                "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"))
        .withCreateContainerCmdModifier(command -> bound(command.getHostConfig(), BROKER_BYTES))
        .withStartupTimeout(START_LIMIT);
    return broker;
  }

  private static String host(int node) {
    return "kafka-" + node;
  }

  private static void bound(HostConfig host, long bytes) {
    host.withMemory(bytes).withMemorySwap(bytes);
  }

  /** Returns the images that everything here is started from. */
  Images images() {
    return images;
  }

  Network network() {
    return network;
  }

  /** Returns where clients on this machine connect. */
  String bootstrapServers() {
    return brokers.stream()
        .filter(KafkaContainer::isRunning)
        .map(KafkaContainer::getBootstrapServers)
        .collect(Collectors.joining(","));
  }

  /** Returns where containers on the network connect. */
  String innerBootstrapServers() {
    return IntStream.rangeClosed(1, brokers.size())
        .mapToObj(node -> host(node) + ":" + INNER_PORT)
        .collect(Collectors.joining(","));
  }

  /** Returns the registry's address for clients on this machine. */
  String registryUrl() {
    return "http://"
        + registry.getHost()
        + ":"
        + registry.getMappedPort(REGISTRY_PORT)
        + REGISTRY_PATH;
  }

  /** Returns the registry's address for containers on the network. */
  String innerRegistryUrl() {
    return "http://registry:" + REGISTRY_PORT + REGISTRY_PATH;
  }

  /** Kills a broker, as {@code docker kill} does. */
  void kill(int node) {
    KafkaContainer broker = brokers.get(node - 1);
    broker.getDockerClient().killContainerCmd(broker.getContainerId()).exec();
  }

  /** Returns the logs of brokers and registry by name. */
  Map<String, GenericContainer<?>> byName() {
    return Stream.concat(IntStream.rangeClosed(1, brokers.size()).boxed(), Stream.of(0))
        .collect(
            Collectors.toMap(
                node -> node == 0 ? "registry" : host(node),
                node -> node == 0 ? registry : brokers.get(node - 1)));
  }

  private List<GenericContainer<?>> containers() {
    return List.copyOf(byName().values());
  }

  @Override
  public void close() {
    containers().parallelStream().forEach(GenericContainer::stop);
    network.close();
  }
}
