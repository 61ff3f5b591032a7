package io.headwater.cli.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.containers.Container.ExecResult;

/** What the services' image promises of itself. */
@ExtendWith(DockerExtension.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ImageIT {
  private final ContainerCluster cluster;

  ImageIT(ContainerCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void shouldRunAsNobodyInParticularAndWriteToItsStateAlone() throws Exception {
    Map<String, String> environment = connected();
    environment.put("HEADWATER_EVALUATOR_STORES", "memory");
    environment.put("HEADWATER_TOPIC_PREFIX", "image.");
    environment.put("HEADWATER_MODEL_NAME", "image");
    environment.put("HEADWATER_LOG_FORMAT", "json");
    try (ServiceContainer evaluator = container(ServiceCommand.EVALUATE, environment)) {
      evaluator.start(); // returns when the image's own test finds it healthy
      assertThat(run(evaluator, "id -u")).isEqualTo("10001");
      assertThat(run(evaluator, "cat /proc/1/comm")).isEqualTo("java");
      assertThat(run(evaluator, "grep CapEff /proc/1/status")).endsWith("0000000000000000");
      assertThat(run(evaluator, "touch /data/a /tmp/a && echo written")).isEqualTo("written");
      assertThat(run(evaluator, "touch /a 2>/dev/null || echo refused")).isEqualTo("refused");
      assertThat(evaluator.getLogs().lines().filter(line -> !line.isBlank()))
          .as("the log")
          .isNotEmpty()
          .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HEADWATER_TRAINER_MODEL_SIZE  | huge       | TRAIN    | 2 | huge; tiny, small, base",
        "HEADWATER_TRAINER_MODEL_SIZ   | tiny       | TRAIN    | 2 | HEADWATER_TRAINER_MODEL_SIZE",
        "HEADWATER_SCHEMA_REGISTRY_URL | nobody     | EVALUATE | 2 | nobody; http",
        "HEADWATER_TOPIC_PREFIX        | a b        | SERVE    | 2 | a b; letters",
        "HEADWATER_CHECKPOINT_STORE    | file:/none | EVALUATE | 1 | /none",
      })
  void shouldRefuseABadConfigurationInOneSentence(
      String variable, String value, ServiceCommand command, long code, String parts) {
    try (ServiceContainer refused = container(command, Map.of(variable, value)).untilItsEnd()) {
      refused.start();
      assertThat(refused.exitCode()).as(refused.getLogs()).isEqualTo(code);
      assertThat(refused.getLogs())
          .contains(parts.split("; "))
          .satisfies(log -> assertThat(code == 1 || log.contains(variable)).isTrue())
          .doesNotContain("\tat ");
      assertThat(refused.getLogs().lines().filter(line -> line.startsWith("headwater: ")))
          .hasSize(1);
    }
  }

  private Map<String, String> connected() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("HEADWATER_BOOTSTRAP_SERVERS", cluster.innerBootstrapServers());
    environment.put("HEADWATER_SCHEMA_REGISTRY_URL", cluster.innerRegistryUrl());
    return environment;
  }

  private ServiceContainer container(ServiceCommand command, Map<String, String> environment) {
    return new ServiceContainer(
        cluster.images().services(), cluster.network(), "image", command, environment);
  }

  private static String run(ServiceContainer container, String script) throws Exception {
    ExecResult result = container.execInContainer("sh", "-c", script);
    return result.getStdout().strip();
  }
}
