package io.headwater.cli.cluster;

import io.headwater.cli.terminal.StopSignal;
import io.headwater.cluster.ClusterException;
import io.headwater.cluster.EmbeddedCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
  /** Name of the file in the data folder that holds the settings other commands need. */
  private static final String SETTINGS = "client.properties";

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

  /** Returns 0 after an interrupt, or 1 if the cluster cannot start. */
  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (StopSignal stop = StopSignal.install();
        EmbeddedCluster cluster =
            EmbeddedCluster.start(
                new EmbeddedCluster.Options(Optional.ofNullable(data), brokerPort, registryPort))) {
      List<String> settings =
          List.of(
              "bootstrap.servers=" + cluster.bootstrapServers(),
              "schema.registry.url=" + cluster.registryUrl(),
              "checkpoint.store=kafka:");
      settings.forEach(out::println);
      if (data != null) {
        Path file = Files.write(data.resolve(SETTINGS), settings);
        out.println("Other commands find it with --config " + file);
      }
      out.println("Press Ctrl-C to stop it.");
      out.flush();
      stop.await();
      return 0;
    } catch (ClusterException | IOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }
}
