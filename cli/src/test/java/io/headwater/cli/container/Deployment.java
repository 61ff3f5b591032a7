package io.headwater.cli.container;

import io.headwater.service.config.ServiceConfig;
import io.headwater.trainer.Watched;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.lifecycle.Startables;

/** The services of one model as containers, configured by their environment alone. */
final class Deployment implements Watched, AutoCloseable {
  private static final String TOKENIZER = "/data/tokenizer.json";
  private static final long LOOK_MILLIS = 500;
  private static final int LAST_LINES = 60;

  private final ContainerCluster cluster;
  private final Path tokenizer;
  private final Map<String, String> settings;
  private final Map<String, ServiceContainer> services = new LinkedHashMap<>();
  private long looked;

  /**
   * Makes a deployment without services yet.
   *
   * @param tokenizer a tokenizer.json
   * @param settings of all services
   */
  Deployment(ContainerCluster cluster, Path tokenizer, Map<String, String> settings) {
    this.cluster = cluster;
    this.tokenizer = tokenizer;
    this.settings = new HashMap<>(settings);
    this.settings.put(ServiceConfig.BOOTSTRAP_SERVERS, cluster.innerBootstrapServers());
    this.settings.put(ServiceConfig.SCHEMA_REGISTRY_URL, cluster.innerRegistryUrl());
    // nothing but the brokers is shared
    this.settings.put(ServiceConfig.CHECKPOINT_STORE, "kafka:");
  }

  /**
   * Adds a service that is not started yet.
   *
   * @param command the command of the service, whose name it also goes by in the environment
   * @param own its own settings
   */
  ServiceContainer add(String name, ServiceCommand command, Map<String, String> own) {
    Map<String, String> environment = new TreeMap<>();
    settings.forEach((key, value) -> environment.put("HEADWATER_" + variable(key), value));
    own.forEach((key, value) -> environment.put(command.variable(key), value));
    ServiceContainer service =
        new ServiceContainer(
                cluster.images().services(), cluster.network(), name, command, environment)
            .restartedOnFailure()
            .withFile(tokenizer);
    services.put(name, service);
    return service;
  }

  /** Adds a trainer of the smallest model that cuts often. */
  ServiceContainer addTrainer(String name) {
    return add(
        name,
        ServiceCommand.TRAIN,
        Map.ofEntries(
            Map.entry("trainer.tokenizer.file", TOKENIZER),
            Map.entry("trainer.threads", "1"),
            Map.entry("trainer.batch.tokens", "512"),
            Map.entry("trainer.block.records", "16"),
            Map.entry("trainer.block.wait.ms", "50"),
            Map.entry("trainer.checkpoint.interval.ms", "2000"),
            Map.entry("trainer.checkpoint.share", "1"),
            Map.entry("trainer.checkpoint.keep", "100"),
            Map.entry("trainer.discovery.interval.ms", "500"),
            Map.entry("trainer.leader.session.ms", "6000")));
  }

  ServiceContainer addEvaluator(String name) {
    return add(
        name,
        ServiceCommand.EVALUATE,
        Map.of(
            "evaluator.instance.id", name,
            "evaluator.baselines", "false",
            "evaluator.window.examples", "5000",
            "evaluator.stores", "memory",
            "consumer.session.timeout.ms", "6000",
            "consumer.heartbeat.interval.ms", "1500"));
  }

  ServiceContainer addServer(String name) {
    return add(
        name,
        ServiceCommand.SERVE,
        Map.of(
            "consumer.session.timeout.ms", "6000",
            "consumer.heartbeat.interval.ms", "1500"));
  }

  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** Starts all services and waits until they say that they are healthy. */
  void start() {
    Startables.deepStart(services.values()).join();
  }

  Collection<ServiceContainer> services() {
    return List.copyOf(services.values());
  }

  Map<String, ServiceContainer> byName() {
    return Map.copyOf(services);
  }

  /** Returns whether a service is gone that nobody has stopped and Docker does not start again. */
  @Override
  public boolean awaitEnd(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
    if (System.nanoTime() - looked < TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) {
      return false;
    }
    looked = System.nanoTime();
    return services.values().stream().anyMatch(service -> !service.isDown() && service.hasEnded());
  }

  @Override
  public String log() {
    return services.values().stream()
        .filter(GenericContainer::isCreated)
        .map(service -> "== " + service.name() + "\n" + lastLines(service.getLogs()))
        .collect(Collectors.joining("\n"));
  }

  private static String lastLines(String log) {
    List<String> lines = log.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  @Override
  public void close() {
    services.values().parallelStream().forEach(ServiceContainer::stop);
  }
}
