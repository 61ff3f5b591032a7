package io.headwater.evaluator;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
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

/** A broker within the process, on a folder that is thrown away. */
final class TestBroker implements AutoCloseable {
  private final KafkaRaftServer server;
  private final int port;

  TestBroker(Path folder) throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setUnstableFeatureVersionsEnabled(false)
        .setIgnoreFormatted(true)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(folder.toString())
        .addDirectory(folder.toString())
        .run();
    server = new KafkaRaftServer(KafkaConfig.fromProps(settings(folder), false), Time.SYSTEM);
    server.startup();
    var field = KafkaRaftServer.class.getDeclaredField("broker");
    field.setAccessible(true); // the server keeps the port the system chose to itself
    BrokerServer broker = (BrokerServer) ((Option<?>) field.get(server)).get();
    port = broker.boundPort(new ListenerName("PLAINTEXT"));
  }

  private static Properties settings(Path folder) throws IOException {
    int controller;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      controller = socket.getLocalPort();
    }
    Properties settings = new Properties();
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("node.id", "1");
    settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controller);
    settings.setProperty(
        "listeners", "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:" + controller);
    settings.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.setProperty("controller.listener.names", "CONTROLLER");
    settings.setProperty("inter.broker.listener.name", "PLAINTEXT");
    settings.setProperty("log.dirs", folder.toString());
    settings.setProperty("auto.create.topics.enable", "false");
    for (String kind : new String[] {"offsets.topic", "transaction.state.log"}) {
      settings.setProperty(kind + ".replication.factor", "1");
      settings.setProperty(kind + ".num.partitions", "1");
    }
    settings.setProperty("transaction.state.log.min.isr", "1");
    settings.setProperty("group.initial.rebalance.delay.ms", "0");
    settings.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
    settings.setProperty("log.cleaner.threads", "1");
    return settings;
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
