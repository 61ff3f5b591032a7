package io.headwater.cli.serve;

import static io.headwater.serving.ServingRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.CommandProcess;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.contract.ReplyHeaders;
import io.headwater.serving.ServingConfig;
import io.headwater.serving.ServingRig;
import io.headwater.trainer.TrainerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services in processes of their own, which are killed or lose their brokers. */
@WithCluster
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ServeProcessIT {
  private static final Duration RECOVERY = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void shouldGoOnFromTheCommittedOffsetsAfterKillAndEndWithinSecondsWhenAsked(
      EmbeddedCluster cluster, @TopicPrefix String prefix) throws Exception {
    int count = 1_000;
    try (ServingRig rig = new ServingRig(cluster, prefix, folder)) {
      rig.createTopics();
      rig.announce(0);
      String replies = rig.topics().replies();
      rig.createTopic(replies, Map.of());
      for (int i = 0; i < count; i++) {
        String text = isBad(i) ? " " : "login page number " + i + " is down";
        rig.request(
            Integer.toString(i), ServingRig.TEXTS, text, Map.of(ReplyHeaders.REPLY_TO, replies));
      }
      CommandProcess killed = serve(rig);
      await(() -> rig.replies(replies).size() > count / 10);
      killed.kill();
      int before = rig.replies(replies).size();
      assertThat(before).as("replies before the kill").isLessThan(count);
      try (CommandProcess next = serve(rig)) {
        int more = Math.min(before + count / 10, count);
        await(() -> rig.replies(replies).size() >= more);
        next.terminate();
        assertThat(next.awaitEnd(Duration.ofSeconds(10))).as(next.log()).isTrue();
      }
      try (CommandProcess last = serve(rig)) {
        await(() -> rig.replies(replies).size() >= count);
        assertThat(last.log()).contains("Version 0 is in service");
      }

      assertThat(rig.replies(replies))
          .containsExactlyInAnyOrderElementsOf(rig.replies(rig.topics().predictions()));
      assertThat(rig.answers())
          .extracting(Prediction::getId)
          .containsExactlyInAnyOrderElementsOf(ids(count, i -> !isBad(i)));
      assertThat(rig.refusals())
          .hasSameSizeAs(rig.letters())
          .extracting(Prediction::getId)
          .containsExactlyInAnyOrderElementsOf(ids(count, ServeProcessIT::isBad));
    }
  }

  private static boolean isBad(int request) {
    return request % 4 == 3;
  }

  private static List<String> ids(int count, IntPredicate wanted) {
    return IntStream.range(0, count).filter(wanted).mapToObj(Integer::toString).toList();
  }

  private CommandProcess serve(ServingRig rig) throws Exception {
    return CommandProcess.start(
        folder,
        with(
            rig.servingSettings(),
            Map.of(ServingConfig.INSTANCE, "one", ServingConfig.BATCH_SIZE, "8")),
        "serve");
  }

  /** To what has nothing to do, brokers that are away look as quiet as those that are there. */
  @Test
  @WithCluster(own = true)
  void shouldBeUnhealthyWhileTheBrokersAreAwayThoughThereIsNothingToDo(
      EmbeddedCluster cluster, @TopicPrefix String prefix) throws Exception {
    try (ServingRig rig = new ServingRig(cluster, prefix, folder)) {
      rig.createTopics();
      rig.announce(0);
      try (HealthyProcess serve = HealthyProcess.start(folder, rig.servingSettings(), "serve");
          HealthyProcess evaluate = HealthyProcess.start(folder, evaluating(rig), "evaluate");
          HealthyProcess train = HealthyProcess.start(folder, training(rig), "train")) {
        List<HealthyProcess> services = List.of(serve, evaluate, train);
        await(() -> services.stream().allMatch(HealthyProcess::isHealthy));
        cluster.stop();
        await(() -> services.stream().noneMatch(HealthyProcess::isHealthy));
        cluster.restart();
        // The brokers wait for members of before, and pauses after failures have grown meanwhile.
        await(RECOVERY, () -> services.stream().allMatch(HealthyProcess::isHealthy));
        cluster.stop();

        services.forEach(HealthyProcess::terminate);
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        for (HealthyProcess each : services) {
          assertThat(each.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))))
              .as(each.log())
              .isTrue();
        }
      }
    }
  }

  private Map<String, String> evaluating(ServingRig rig) {
    return with(rig.settings(), Map.of("streams.state.dir", folder.resolve("state").toString()));
  }

  private Map<String, String> training(ServingRig rig) {
    return with(
        rig.settings(),
        Map.of(
            TrainerConfig.MODEL_NAME,
            "another",
            TrainerConfig.TOKENIZER_FILE,
            folder.resolve("tokenizer.json").toString()));
  }

  private static Map<String, String> with(Map<String, String> settings, Map<String, String> own) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(own);
    return all;
  }
}
