package io.headwater.cli;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.service.config.ServiceConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * What a command said, run in this process.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
public record CommandRun(int code, String out, String err) {

  /** Runs a command against a cluster, under a prefix of topics. */
  public static CommandRun of(EmbeddedCluster cluster, String prefix, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    settings(cluster, prefix).forEach((key, value) -> all.add("--set=" + key + "=" + value));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Headwater.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = command.execute(all.toArray(String[]::new));
    return new CommandRun(code, out.toString(), err.toString());
  }

  public static ServiceConfig config(EmbeddedCluster cluster, String prefix) {
    return new ServiceConfig(ServiceConfig.definition(), settings(cluster, prefix));
  }

  private static Map<String, String> settings(EmbeddedCluster cluster, String prefix) {
    return Map.of(
        ServiceConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers(),
        ServiceConfig.SCHEMA_REGISTRY_URL, cluster.registryUrl(),
        ServiceConfig.TOPIC_PREFIX, prefix);
  }
}
