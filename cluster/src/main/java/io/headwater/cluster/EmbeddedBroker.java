package io.headwater.cluster;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.BrokerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import scala.Option;

/**
 * A Kafka broker in this process that is its own controller; listens on the loopback address only.
 */
final class EmbeddedBroker implements AutoCloseable {
  private static final int NODE = 1;
  private static final String CLIENTS = "PLAINTEXT";
  private static final String CONTROLLER = "CONTROLLER";

  /** Small, since only a segment that is not written any more is compacted or deleted. */
  private static final int SEGMENT_BYTES = 16 << 20;

  /** What Kafka's own topics hold is rewritten all the time, and small once compacted. */
  private static final int INTERNAL_SEGMENT_BYTES = 2 << 20;

  /**
   * Size of each index of a segment. Two are laid out in full for each partition, at 10 MB by
   * default; this is room for segments of more than twice the size.
   */
  private static final int INDEX_BYTES = 128 << 10;

  /** The least that Kafka takes. */
  private static final int METADATA_SEGMENT_BYTES = 8 << 20;

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts the broker on a folder, which is formatted if it is new.
   *
   * @param port port to listen on, or 0 for any
   * @throws ClusterException if it cannot start
   */
  static EmbeddedBroker start(Path folder, int port) {
    if (port != 0) {
      Ports.requireFree(port, "broker");
    }
    KafkaRaftServer server = null;
    try {
      if (!Files.exists(folder.resolve("meta.properties"))) {
        format(folder);
      }
      server =
          new KafkaRaftServer(
              KafkaConfig.fromProps(asProperties(folder, port), false), Time.SYSTEM);
      server.startup();
      return new EmbeddedBroker(server, port == 0 ? boundPort(server) : port);
    } catch (Exception e) {
      if (server != null) {
        server.shutdown();
      }
      throw new ClusterException("broker on " + folder + " cannot start: " + e.getMessage(), e);
    }
  }

  /** Returns the port clients connect to. */
  int port() {
    return port;
  }

  /** Returns the address of a broker that listens on a port. */
  static String address(int port) {
    return Ports.HOST + ":" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path folder) throws Exception {
    Files.createDirectories(folder);
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(NODE)
        .setClusterId(Uuid.randomUuid().toString())
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setUnstableFeatureVersionsEnabled(false)
        .setIgnoreFormatted(true)
        .setControllerListenerName(CONTROLLER)
        .setMetadataLogDirectory(folder.toString())
        .addDirectory(folder.toString())
        .run();
  }

  private static Properties asProperties(Path folder, int port) {
    int controllerPort = Ports.free();
    Properties settings = new Properties();
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("node.id", Integer.toString(NODE));
    settings.setProperty(
        "controller.quorum.voters", NODE + "@" + Ports.HOST + ":" + controllerPort);
    settings.setProperty(
        "listeners",
        String.format(
            "%s://%s:%d,%s://%s:%d",
            CLIENTS, Ports.HOST, port, CONTROLLER, Ports.HOST, controllerPort));
    settings.setProperty(
        "listener.security.protocol.map", CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    settings.setProperty("controller.listener.names", CONTROLLER);
    settings.setProperty("inter.broker.listener.name", CLIENTS);
    settings.setProperty("log.dirs", folder.toString());
    // The services create topics with their policies; a misspelled name must not create one.
    settings.setProperty("auto.create.topics.enable", "false");
    settings.setProperty("default.replication.factor", "1");
    settings.setProperty("min.insync.replicas", "1");
    for (String kind :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      settings.setProperty(kind + ".replication.factor", "1");
      settings.setProperty(kind + ".num.partitions", "1");
      settings.setProperty(kind + ".segment.bytes", Integer.toString(INTERNAL_SEGMENT_BYTES));
    }
    settings.setProperty("transaction.state.log.min.isr", "1");
    settings.setProperty("share.coordinator.state.topic.min.isr", "1");
    // A single node has nobody to wait for.
    settings.setProperty("group.initial.rebalance.delay.ms", "0");
    settings.setProperty("group.streams.heartbeat.interval.ms", "500");
    settings.setProperty("group.streams.min.heartbeat.interval.ms", "500");
    settings.setProperty("group.streams.assignment.interval.ms", "0");
    settings.setProperty("log.segment.bytes", Integer.toString(SEGMENT_BYTES));
    settings.setProperty("log.index.size.max.bytes", Integer.toString(INDEX_BYTES));
    settings.setProperty("metadata.log.segment.bytes", Integer.toString(METADATA_SEGMENT_BYTES));
    // What is compacted is written anew; at the usual minute before the old is deleted, several
    // copies of the newest checkpoints would lie beside each other.
    settings.setProperty("log.segment.delete.delay.ms", "5000");
    settings.setProperty("log.retention.check.interval.ms", "30000");
    settings.setProperty("log.cleaner.threads", "1");
    settings.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
    return settings;
  }

  /** Returns the port the system chose, by reflection: the server does not expose its broker. */
  private static int boundPort(KafkaRaftServer server) throws ReflectiveOperationException {
    var field = KafkaRaftServer.class.getDeclaredField("broker");
    field.setAccessible(true);
    BrokerServer broker = (BrokerServer) ((Option<?>) field.get(server)).get();
    return broker.boundPort(new ListenerName(CLIENTS));
  }
}
