package io.headwater.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.cli.CommandProcess;
import io.headwater.schemas.Prediction;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.LineageFeed;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerRig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every service ends soon when it is told to, whether or not there is a broker that answers. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class StopIT {
  private static final String MODEL = "m";
  private static final String PREFIX = "stop.";
  private static final String FROM = "diary";

  /** What a container's runtime waits for before it kills. */
  private static final Duration IN_TIME = Duration.ofSeconds(10);

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Path mapping;

  @BeforeEach
  void writeMapping() throws IOException {
    mapping =
        Files.write(
            folder.resolve("mapping.properties"),
            List.of(
                "format=json",
                "task=moods",
                "task.kind=CLASSIFICATION",
                "task.labels=good,bad",
                "text=$.text",
                "label=$.mood"));
  }

  @Test
  void shouldEndWhereNoBrokerEverAnswered() throws Exception {
    Map<String, String> settings =
        Map.of(
            ServiceConfig.BOOTSTRAP_SERVERS,
            "127.0.0.1:1",
            "kafka.default.api.timeout.ms",
            "2000",
            "kafka.request.timeout.ms",
            "1000",
            ServiceConfig.LOG_FORMAT,
            "json");
    try (CommandProcess trainer = CommandProcess.start(folder, settings, "train");
        CommandProcess evaluator = CommandProcess.start(folder, settings, "evaluate");
        CommandProcess bridge = bridge(settings)) {
      trainer.awaitLog("trying again");
      evaluator.awaitLog("trying again");
      bridge.awaitLog("trying again");

      assertEndInTime(trainer, evaluator, bridge);
      assertThat(Stream.of(trainer, evaluator, bridge).map(CommandProcess::log))
          .allSatisfy(StopIT::assertJson);
    }
  }

  /** Newer virtual machines warn of native libraries by themselves. */
  private static void assertJson(String log) {
    assertThat(log.lines().filter(line -> !line.startsWith("WARNING: ")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(JSON.readTree(line).hasNonNull("message")).isTrue());
  }

  @Test
  void shouldEndWhereTheBrokerHasStoppedToAnswerAndGoOnWhereItAnswersAgain() throws Exception {
    Path data = Files.createDirectory(folder.resolve("cluster"));
    try (CommandProcess cluster =
        CommandProcess.start(
            folder,
            Map.of(),
            "cluster",
            "--data",
            data.toString(),
            "--broker-port",
            "0",
            "--registry-port",
            "0")) {
      cluster.awaitLog("Press Ctrl-C to stop it.");
      try (TrainerRig rig = rig(data)) {
        rig.createTasks(2);
        rig.admin.createTopics(List.of(new NewTopic(FROM, 1, (short) 1))).all().get();
        rig.createTopics(1, rig.topics.checkpoints(), rig.topics.journal());
        rig.sendExamples(4000, 1);
        try (LineageFeed feed = rig.feed(MODEL)) {
          stopAllWhilePaused(cluster, rig, feed);
          cluster.resume();
          goOn(rig, feed);
        }
      }
    }
  }

  private void stopAllWhilePaused(CommandProcess cluster, TrainerRig rig, LineageFeed feed)
      throws Exception {
    try (CommandProcess trainer = trainer(rig);
        CommandProcess evaluator = evaluator(rig);
        CommandProcess bridge = bridge(settings(rig))) {
      feed.awaitTrainedThrough(trainer, 500);
      evaluator.awaitLog("Loaded version");
      bridge.awaitLog("Bridging");
      feed.await(
          evaluator,
          "both healthy",
          () ->
              Files.exists(folder.resolve("train.health"))
                  && Files.exists(folder.resolve("evaluate.health")));
      cluster.pause();
      try {
        assertEndInTime(trainer, evaluator, bridge);
      } catch (AssertionError e) {
        cluster.resume();
        throw e;
      }
      assertThat(folder.resolve("train.health")).doesNotExist();
      assertThat(folder.resolve("evaluate.health")).doesNotExist();
    }
  }

  private void goOn(TrainerRig rig, LineageFeed feed) throws Exception {
    try (CommandProcess trainer = trainer(rig);
        CommandProcess evaluator = evaluator(rig)) {
      feed.awaitTrainedThrough(trainer, 4000);
      TrainerRig.assertEveryOffsetOnce(feed.lineage(), feed.newest());
      List<String> predicted = new ArrayList<>();
      try (TopicReader<Prediction> predictions =
          rig.reader(Prediction.class, rig.topics.predictions())) {
        feed.await(
            evaluator,
            "all examples scored",
            () -> {
              predictions.readToEnd().stream()
                  .flatMap(entry -> entry.value().stream())
                  .filter(prediction -> prediction.getModel().equals(MODEL))
                  .forEach(prediction -> predicted.add(prediction.getId()));
              return predicted.size() >= 4000;
            });
      }
      assertThat(predicted).hasSize(4000).doesNotHaveDuplicates();

      assertEndInTime(trainer, evaluator);
    }
  }

  private TrainerRig rig(Path data) throws IOException {
    Properties client = new Properties();
    try (Reader reader = Files.newBufferedReader(data.resolve("client.properties"))) {
      client.load(reader);
    }
    return new TrainerRig(
        client.getProperty(ServiceConfig.BOOTSTRAP_SERVERS),
        client.getProperty(ServiceConfig.SCHEMA_REGISTRY_URL),
        PREFIX,
        folder);
  }

  private static Map<String, String> trainerSettings(TrainerRig rig) {
    Map<String, String> settings =
        new HashMap<>(rig.config(MODEL, Map.of(TrainerConfig.THREADS, "1")).originalsStrings());
    settings.remove(TrainerConfig.STOP_TIMEOUT_MS);
    return settings;
  }

  private static Map<String, String> settings(TrainerRig rig) {
    Map<String, String> settings = trainerSettings(rig);
    settings.keySet().retainAll(ServiceConfig.definition().names());
    return settings;
  }

  private CommandProcess trainer(TrainerRig rig) throws IOException {
    Map<String, String> settings = new HashMap<>(trainerSettings(rig));
    settings.put(ServiceConfig.HEALTH_FILE, folder.resolve("train.health").toString());
    return CommandProcess.start(folder, settings, "train");
  }

  private CommandProcess evaluator(TrainerRig rig) throws IOException {
    Map<String, String> settings = new HashMap<>(settings(rig));
    settings.put("streams.state.dir", folder.resolve("evaluator").toString());
    settings.put(ServiceConfig.HEALTH_FILE, folder.resolve("evaluate.health").toString());
    return CommandProcess.start(folder, settings, "evaluate");
  }

  private CommandProcess bridge(Map<String, String> given) throws IOException {
    Map<String, String> settings = new HashMap<>(given);
    settings.put("streams.state.dir", folder.resolve("bridge").toString());
    return CommandProcess.start(
        folder, settings, "bridge", "--from", FROM, "--map", mapping.toString());
  }

  private static void assertEndInTime(CommandProcess... processes) throws InterruptedException {
    long deadline = System.nanoTime() + IN_TIME.toNanos();
    for (CommandProcess process : processes) {
      process.terminate();
    }
    for (CommandProcess process : processes) {
      Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
      assertThat(process.awaitEnd(left)).as(process::log).isTrue();
      assertThat(process.exitCode()).as(process::log).isEqualTo(128 + 15);
    }
  }
}
