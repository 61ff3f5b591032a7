package io.headwater.cli.container;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;

/** Three brokers, of which one is killed for good. */
@ExtendWith(DockerExtension.class)
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class BrokerLossIT {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerLossIT.class);

  private final Images images;

  @TempDir private Path folder;
  private ContainerCluster cluster;
  private Scene scene;

  @RegisterExtension private final ContainerLogs logs = new ContainerLogs(this::containers);

  BrokerLossIT(Images images) {
    this.images = images;
  }

  @BeforeEach
  void start() throws Exception {
    cluster = ContainerCluster.start(images, 3);
    scene = new Scene(cluster, "broker-loss", folder);
  }

  @AfterEach
  void close() {
    scene.close();
    cluster.close();
  }

  private Map<String, GenericContainer<?>> containers() {
    Map<String, GenericContainer<?>> all = new HashMap<>(cluster.byName());
    all.putAll(scene.deployment.byName());
    return all;
  }

  @Test
  void shouldLoseNothingWhereABrokerIsKilledInMidStream() throws Exception {
    scene.deployment.addTrainer("trainer");
    scene.deployment.addEvaluator("evaluator");
    scene.deployment.addServer("server");
    scene.deployment.start();
    scene.whileExamplesAndRequestsFlow(
        () -> {
          scene.lineage.awaitMidStream(scene.deployment, 100);
          int leader = leaderOfTheJournal();
          cluster.kill(leader);
          int sent = scene.sent().size();
          LOG.info("Killed broker {}, which led the journal, after {} examples", leader, sent);
          scene.await("another leads the journal", () -> leaderOfTheJournal() != leader);
          scene.lineage.awaitTrainedThrough(scene.deployment, scene.sent().size() + 200L);
        });
    scene.awaitLearned();
    scene.awaitScored();
    scene.awaitAnswered();
    scene.awaitHealthy();

    scene.assertNothingLostOrTwice();
  }

  private int leaderOfTheJournal() throws Exception {
    String journal = scene.rig.topics.journal();
    return scene
        .rig
        .admin
        .describeTopics(List.of(journal))
        .allTopicNames()
        .get()
        .get(journal)
        .partitions()
        .get(0)
        .leader()
        .id();
  }
}
