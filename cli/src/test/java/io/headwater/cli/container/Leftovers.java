package io.headwater.cli.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What test runs that were killed have left on a daemon.
 *
 * <p>Testcontainers' own reaper is an image that not everyone can pull. A run that ends removes
 * what it has made; what one that was killed has made carries the number of its process, and is
 * removed by the next.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final String LABEL = "io.headwater.test";
  private static final String RUN = hostName() + "/" + ProcessHandle.current().pid();

  private Leftovers() {}

  /** Returns the labels of everything that this run makes. */
  static Map<String, String> labels() {
    return Map.of(LABEL, RUN);
  }

  /** Removes containers and networks of runs on this machine that are no more. */
  static void remove(DockerClient docker) {
    for (Container container :
        docker.listContainersCmd().withShowAll(true).withLabelFilter(List.of(LABEL)).exec()) {
      if (isOfADeadRun(container.getLabels())) {
        LOG.info("Removing {} of a run that is no more", List.of(container.getNames()));
        docker.removeContainerCmd(container.getId()).withForce(true).withRemoveVolumes(true).exec();
      }
    }
    for (Network network : docker.listNetworksCmd().withFilter("label", List.of(LABEL)).exec()) {
      if (isOfADeadRun(network.getLabels())) {
        docker.removeNetworkCmd(network.getId()).exec();
      }
    }
  }

  private static boolean isOfADeadRun(Map<String, String> labels) {
    String run = labels.get(LABEL);
    int slash = run.lastIndexOf('/');
    return run.substring(0, slash).equals(hostName())
        && ProcessHandle.of(Long.parseLong(run.substring(slash + 1))).isEmpty();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
