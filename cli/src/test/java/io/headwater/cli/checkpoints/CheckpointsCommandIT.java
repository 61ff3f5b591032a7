package io.headwater.cli.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.headwater.cli.Headwater;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.model.serving.ServedModel;
import io.headwater.model.serving.ServedModels;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Position;
import io.headwater.trainer.Trainer;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerRig;
import io.headwater.trainer.TrunkConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code headwater checkpoints} on versions of a trainer that runs. */
@WithCluster
@Timeout(300)
class CheckpointsCommandIT {
  @TempDir private Path folder;
  private TrainerRig rig;

  @BeforeEach
  void makeRig(EmbeddedCluster cluster, @TopicPrefix String prefix) throws Exception {
    rig = new TrainerRig(cluster, prefix, folder);
  }

  @AfterEach
  void closeRig() {
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {TrunkConfig.FULL, TrunkConfig.ADAPTERS})
  void shouldGoOnWhereItStoppedWhenItsCheckpointsMove(String trunk) throws Exception {
    rig.createTasks(1);
    String files = rig.config("m", Map.of()).checkpointStore();
    Path cache = folder.resolve("cache");
    int records = 0;
    for (String store : List.of(files, "kafka:", files)) {
      rig.sendExamples(40, records);
      records += 40;
      Map<String, String> settings =
          Map.of(
              TrainerConfig.CHECKPOINT_STORE,
              store,
              TrainerConfig.CHECKPOINT_CACHE,
              cache.toString(),
              TrunkConfig.TRUNK,
              trunk);
      try (Trainer trainer = Trainer.start(rig.config("m", settings))) {
        TrainerRig.awaitAll(trainer, 40);
      }
      List<CheckpointAnnouncement> announced = rig.announcements("m");
      CheckpointAnnouncement last = announced.get(announced.size() - 1);
      assertThat(last.getUri()).startsWith(store.substring(0, store.indexOf(':') + 1));
      assertThat(last.getPositions().stream().mapToLong(Position::getNextOffset).sum())
          .isEqualTo(records);
      TrainerRig.assertEveryOffsetOnce(rig.lineage("m"), last);

      Path fetched = folder.resolve("fetched" + records);
      assertThat(fetch(rig.config("m", settings), fetched)).isZero();
      assertThat(fetched.resolve("optimizer.safetensors")).doesNotExist();
      try (ServedModel model = ServedModels.load(fetched, Device.cpu())) {
        assertThat(model.manifest().version()).isEqualTo(last.getVersion());
      }
      Path whole = folder.resolve("whole" + records);
      assertThat(fetch(rig.config("m", settings), whole, "--with-optimizer")).isZero();
      assertThat(whole.resolve("optimizer.safetensors")).isNotEmptyFile();
    }
  }

  /** Runs {@code headwater checkpoints fetch} for the newest version. */
  private static int fetch(TrainerConfig config, Path to, String... more) {
    List<String> line = new ArrayList<>(List.of("checkpoints", "fetch", "--to", to.toString()));
    line.addAll(List.of(more));
    for (String key :
        List.of(
            TrainerConfig.BOOTSTRAP_SERVERS,
            TrainerConfig.SCHEMA_REGISTRY_URL,
            TrainerConfig.TOPIC_PREFIX,
            TrainerConfig.MODEL_NAME,
            TrainerConfig.CHECKPOINT_STORE,
            TrainerConfig.CHECKPOINT_CACHE)) {
      line.addAll(List.of("--set", key + "=" + config.originals().get(key)));
    }
    return Headwater.commandLine().execute(line.toArray(String[]::new));
  }
}
