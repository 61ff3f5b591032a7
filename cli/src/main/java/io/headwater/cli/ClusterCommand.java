package io.headwater.cli;

import io.headwater.cli.cluster.ClusterException;
import io.headwater.cli.cluster.EmbeddedCluster;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a broker and a schema registry on this machine until it is interrupted. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = "Runs a Kafka broker and a schema registry on this machine, until Ctrl-C.")
public final class ClusterCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder to keep topics and schemas in; without it they are gone at the end.")
  private Path data;

  @Option(
      names = "--broker-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port of the broker, 0 for any (default: ${DEFAULT-VALUE}).")
  private int brokerPort;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "Port of the registry, 0 for any (default: ${DEFAULT-VALUE}).")
  private int registryPort;

  @Spec private CommandSpec spec;

  /** Returns 0 after an interrupt, 1 where the cluster cannot start. */
  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    PrintWriter out = spec.commandLine().getOut();
    try (EmbeddedCluster cluster =
        EmbeddedCluster.start(
            new EmbeddedCluster.Options(Optional.ofNullable(data), brokerPort, registryPort))) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> closeAll(interrupted, closed), "cluster-close"));
      out.println("bootstrap.servers=" + cluster.bootstrapServers());
      out.println("schema.registry.url=" + cluster.registryUrl());
      out.println("Ctrl-C ends it.");
      out.flush();
      interrupted.await();
      return 0;
    } catch (ClusterException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    } finally {
      closed.countDown();
    }
  }

  /** Keeps the process alive while the command's own thread closes the cluster in order. */
  private static void closeAll(CountDownLatch interrupted, CountDownLatch closed) {
    interrupted.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
