package io.headwater.cli.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.container.ServiceContainer.Ended;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import io.headwater.trainer.TrainerRig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services as containers of the image, beside a real broker and registry. */
@ExtendWith(DockerExtension.class)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ServicesIT {
  private static final Logger LOG = LoggerFactory.getLogger(ServicesIT.class);

  private final ContainerCluster cluster;

  @TempDir private Path folder;
  private Scene scene;

  @RegisterExtension
  private final ContainerLogs logs = new ContainerLogs(() -> scene.deployment.byName());

  ServicesIT(ContainerCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void makeScene(TestInfo test) throws Exception {
    String name = test.getTestMethod().orElseThrow().getName().replaceFirst("^should", "");
    scene = new Scene(cluster, name, folder);
  }

  @AfterEach
  void closeScene() {
    scene.close();
  }

  @Test
  void shouldLearnScoreAndSwap() throws Exception {
    scene.deployment.addTrainer("trainer");
    scene.deployment.addEvaluator("evaluator");
    scene.deployment.addServer("server");
    scene.deployment.start();
    scene.send(400);
    scene.whileExamplesAndRequestsFlow(
        () -> {
          scene.await("three versions have answered", () -> versionsThatAnswered() >= 3);
        });
    scene.send(400);
    scene.awaitLearned();
    scene.awaitScored();
    scene.awaitAnswered();

    scene.assertNothingLostOrTwice();
    assertNoRestarts();
    scene.await("accuracy as counted here", () -> accuracy().equals(Optional.of(accuracyOf(5000))));
    assertThat(accuracyOf(200)).as("accuracy of the last 200").isGreaterThan(0.8);
  }

  private long versionsThatAnswered() {
    scene.predictions.look();
    return scene.predictions.answered().stream().map(Prediction::getVersion).distinct().count();
  }

  /** Returns the evaluator's last word on the accuracy. */
  private Optional<Double> accuracy() {
    return scene.rig.read(RollingMetric.class, scene.rig.topics.metrics()).stream()
        .filter(metric -> metric.getTask().equals(TrainerRig.COLORS))
        .filter(metric -> metric.getMetric().equals("accuracy"))
        .filter(metric -> metric.getSplit() == Split.PREQUENTIAL)
        .filter(metric -> metric.getWindow().equals("last-5000"))
        .reduce((earlier, later) -> later)
        .map(RollingMetric::getValue);
  }

  /** Computes the accuracy of the last predictions from what was sent. */
  private double accuracyOf(int last) {
    List<Prediction> colors =
        scene.predictions.scored().stream()
            .filter(prediction -> prediction.getTask().equals(TrainerRig.COLORS))
            .toList();
    return colors.subList(Math.max(0, colors.size() - last), colors.size()).stream()
        .mapToInt(prediction -> isRight(prediction) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private boolean isRight(Prediction prediction) {
    return scene
        .sent()
        .get(Scene.place(prediction.getOrigin()))
        .getTarget()
        .equals((LabelTarget) prediction.getOutput());
  }

  @Test
  void shouldLearnEverythingOnceWhereTheOnlyTrainerIsPaused() throws Exception {
    ServiceContainer trainer = scene.deployment.addTrainer("trainer");
    scene.deployment.addEvaluator("evaluator");
    scene.deployment.start();
    scene.whileExamplesFlow(
        () -> {
          scene.lineage.awaitMidStream(scene.deployment, 100);
          trainer.pause();
          scene.awaitSilenceOf(trainerGroup());
          trainer.unpause();
          awaitAheadOf(scene.sent().size());
        });
    scene.awaitLearned();
    scene.awaitScored();

    scene.assertNothingLostOrTwice();
    assertNoRestarts();
  }

  @Test
  void shouldHandOverWhereTheLeaderIsPaused() throws Exception {
    ServiceContainer leader = scene.deployment.addTrainer("trainer-1");
    scene.deployment.addEvaluator("evaluator");
    scene.deployment.start();
    ServiceContainer standby = scene.deployment.addTrainer("trainer-2");
    standby.start();
    scene.whileExamplesFlow(
        () -> {
          scene.lineage.awaitMidStream(scene.deployment, 100);
          int before = epoch();
          leader.pause();
          scene.await("a new leader's version", () -> epoch() > before);
          leader.unpause();
          awaitAheadOf(scene.sent().size());
        });
    scene.awaitLearned();
    scene.awaitScored();
    scene.await("the former leader stands by", () -> standsBy(leader) && leader.isHealthy());

    scene.assertNothingLostOrTwice();
    assertNoRestarts();
  }

  @Test
  void shouldLoseNothingWhereEachServiceIsCutFromTheBrokerForAWhile() throws Exception {
    ServiceContainer trainer = scene.deployment.addTrainer("trainer");
    ServiceContainer evaluator = scene.deployment.addEvaluator("evaluator");
    ServiceContainer server = scene.deployment.addServer("server");
    scene.deployment.start();
    scene.whileExamplesAndRequestsFlow(
        () -> {
          scene.lineage.awaitMidStream(scene.deployment, 100);
          cutUntilSilent(trainer, trainerGroup());
          cutUntilSilent(evaluator, "headwater-evaluator-" + scene.model() + "-scorer");
          cutUntilSilent(server, "headwater-serve-" + scene.model());
          awaitAheadOf(scene.sent().size());
        });
    scene.awaitLearned();
    scene.awaitScored();
    scene.awaitAnswered();
    scene.awaitHealthy();

    scene.assertNothingLostOrTwice();
    assertNoRestarts();
  }

  private void cutUntilSilent(ServiceContainer service, String group) throws Exception {
    service.cut();
    scene.awaitSilenceOf(group);
    scene.await(service.name() + " is unhealthy", () -> !service.isHealthy());
    service.heal();
    scene.awaitHealthy();
    awaitAheadOf(scene.sent().size());
  }

  @Test
  void shouldLoseNothingWhereEveryServiceIsRestartedInTurn() throws Exception {
    scene.deployment.addTrainer("trainer");
    scene.deployment.addEvaluator("evaluator");
    scene.deployment.addServer("server");
    scene.deployment.start();
    scene.whileExamplesAndRequestsFlow(
        () -> {
          scene.lineage.awaitMidStream(scene.deployment, 100);
          for (ServiceContainer service : scene.deployment.services()) {
            Ended ended = service.terminate();
            LOG.info("{} ended with {} after {}", service.name(), ended.code(), ended.time());
            assertThat(ended.code()).as("exit code of " + service.name()).isIn(0L, 143L);
            assertThat(ended.time()).as(service.name()).isLessThan(ServiceContainer.STOP_LIMIT);
            service.relaunch();
            scene.awaitHealthy();
            awaitAheadOf(scene.sent().size());
          }
        });
    scene.awaitLearned();
    scene.awaitScored();
    scene.awaitAnswered();

    scene.assertNothingLostOrTwice();
  }

  private void awaitAheadOf(long offsets) throws Exception {
    scene.lineage.awaitTrainedThrough(scene.deployment, offsets);
  }

  private int epoch() {
    scene.lineage.look();
    return scene.lineage.newest().getEpoch();
  }

  private String trainerGroup() {
    return scene.rig.config(scene.model(), Map.of()).group();
  }

  /** Whether a trainer that has led has lost its right, and waits to lead again. */
  private static boolean standsBy(ServiceContainer trainer) {
    String log = trainer.getLogs();
    int loss = log.indexOf("ends here for now");
    return loss >= 0 && log.indexOf("Standing by until", loss) >= 0;
  }

  /** A trainer that was silent for too long may lose its right to train, but no process ends. */
  private void assertNoRestarts() {
    Map<String, Integer> restarts =
        scene.deployment.services().stream()
            .collect(Collectors.toMap(ServiceContainer::name, ServiceContainer::restarts));
    assertThat(restarts).as("restarts").allSatisfy((name, count) -> assertThat(count).isZero());
  }
}
