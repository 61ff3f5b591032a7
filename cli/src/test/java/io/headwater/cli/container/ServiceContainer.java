package io.headwater.cli.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.RestartPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.DockerStatus;

/**
 * A container of the services' image, locked up as an operator would: no writable files but its
 * state and {@code /tmp}, no capabilities, bounded memory.
 */
final class ServiceContainer extends GenericContainer<ServiceContainer> {
  /** How long Docker waits after SIGTERM before it kills. */
  static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private static final long MEMORY_BYTES = 1L << 30;
  private static final String JVM = "-Xmx320m -XX:TieredStopAtLevel=1";
  private static final int RESTARTS = 3;
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final String name;
  private final ServiceCommand command;
  private final Network network;
  private Optional<Path> given = Optional.empty();
  private volatile boolean down = true;

  /**
   * How a container ended.
   *
   * @param code exit code of its process; 137 where it was killed
   * @param time from the signal to the end
   */
  record Ended(long code, Duration time) {}

  ServiceContainer(
      DockerImageName image,
      Network network,
      String name,
      ServiceCommand command,
      Map<String, String> environment) {
    super(image);
    this.name = name;
    this.command = command;
    this.network = network;
    withLabels(Leftovers.labels());
    withNetwork(network);
    withNetworkAliases(name);
    withEnv("HEADWATER_OPTS", JVM);
    withEnv(environment);
    withCommand(command.word());
    withTmpFs(Map.of("/tmp", "rw"));
    withCreateContainerCmdModifier(
        create -> {
          Optional.ofNullable(create.getHostConfig())
              .orElseThrow()
              .withReadonlyRootfs(true)
              .withCapDrop(Capability.ALL)
              .withSecurityOpts(List.of("no-new-privileges"))
              .withMemory(MEMORY_BYTES)
              .withMemorySwap(MEMORY_BYTES);
          // the image's own test, looked at more often
          create.withHealthcheck(new HealthCheck().withInterval(TimeUnit.SECONDS.toNanos(1)));
        });
    waitingFor(Wait.forHealthcheck().withStartupTimeout(START_LIMIT));
  }

  /** Puts a file into {@code /data}, which is all that can be written to. */
  ServiceContainer withFile(Path file) {
    given = Optional.of(file);
    return this;
  }

  @Override
  protected void containerIsCreated(String id) {
    given.ifPresent(
        file ->
            getDockerClient()
                .copyArchiveToContainerCmd(id)
                .withHostResource(file.toString())
                .withRemotePath("/data")
                .exec());
  }

  @Override
  protected void containerIsStarted(InspectContainerResponse container, boolean reused) {
    down = false;
  }

  /** Makes Docker start the process again a few times where it fails, as an operator would. */
  ServiceContainer restartedOnFailure() {
    withCreateContainerCmdModifier(
        create ->
            Optional.ofNullable(create.getHostConfig())
                .orElseThrow()
                .withRestartPolicy(RestartPolicy.onFailureRestart(RESTARTS)));
    return this;
  }

  /** Makes {@link #start} return when the process has ended, whatever its exit code. */
  ServiceContainer untilItsEnd() {
    withStartupCheckStrategy(
        new StartupCheckStrategy() {
          @Override
          public StartupStatus checkStartupState(DockerClient docker, String id) {
            return DockerStatus.isContainerStopped(getCurrentState(docker, id))
                ? StartupStatus.SUCCESSFUL
                : StartupStatus.NOT_YET_KNOWN;
          }
        });
    waitingFor(
        new AbstractWaitStrategy() {
          @Override
          protected void waitUntilReady() {
            // it is over already
          }
        });
    return this;
  }

  /** Returns the service's name among those of its test. */
  String name() {
    return name;
  }

  ServiceCommand command() {
    return command;
  }

  boolean hasEnded() {
    ContainerState state = state();
    return DockerStatus.isContainerStopped(state) && !Boolean.TRUE.equals(state.getRestarting());
  }

  /** Returns how often Docker has started the process again after it failed. */
  int restarts() {
    return Optional.ofNullable(getCurrentContainerInfo().getRestartCount()).orElse(0);
  }

  /** Returns the exit code of a process that has ended. */
  long exitCode() {
    return Optional.ofNullable(state().getExitCodeLong()).orElseThrow();
  }

  /** Stops the process, as {@code docker stop} does; the container stays. */
  Ended terminate() {
    down = true;
    long began = System.nanoTime();
    getDockerClient()
        .stopContainerCmd(getContainerId())
        .withTimeout((int) STOP_LIMIT.toSeconds())
        .exec();
    return new Ended(exitCode(), Duration.ofNanos(System.nanoTime() - began));
  }

  /** Starts the process again; its files under {@code /data} are those it left. */
  void relaunch() {
    getDockerClient().startContainerCmd(getContainerId()).exec();
    down = false;
  }

  /** Returns whether the test itself has brought the service down, or not started it yet. */
  boolean isDown() {
    return down;
  }

  /** Freezes every process of the container. */
  void pause() {
    getDockerClient().pauseContainerCmd(getContainerId()).exec();
  }

  void unpause() {
    getDockerClient().unpauseContainerCmd(getContainerId()).exec();
  }

  /** Takes the container off the network. */
  void cut() {
    getDockerClient()
        .disconnectFromNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(getContainerId())
        .exec();
  }

  /** Puts the container back on the network. */
  void heal() {
    getDockerClient()
        .connectToNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(getContainerId())
        .withContainerNetwork(new ContainerNetwork().withAliases(name))
        .exec();
  }

  private ContainerState state() {
    return getCurrentContainerInfo().getState();
  }
}
