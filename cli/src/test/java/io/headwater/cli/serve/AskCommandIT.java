package io.headwater.cli.serve;

import static io.headwater.serving.ServingRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.CommandRun;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.serving.PredictionService;
import io.headwater.serving.ServingRig;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@WithCluster
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AskCommandIT {
  private final EmbeddedCluster cluster;

  @TempDir private Path folder;
  private String prefix;

  AskCommandIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void choosePrefix(@TopicPrefix String prefix) {
    this.prefix = prefix;
  }

  @Test
  void shouldPrintTheAnswerAndTheVersionThatGaveIt() throws Exception {
    try (ServingRig rig = new ServingRig(cluster, prefix, folder)) {
      rig.createTopics();
      rig.announce(4);
      try (PredictionService service = rig.serve(Map.of())) {
        await(() -> service.status().healthy() && service.status().polling());

        CommandRun said = ask("--task=" + ServingRig.LABELS, "--text=it is down", "--pair=again");
        assertThat(said.err()).isEmpty();
        assertThat(said.code()).isZero();
        assertThat(said.out().lines().toList())
            .satisfiesExactly(
                line -> assertThat(line).isIn("low", "high"),
                line ->
                    assertThat(line)
                        .matches("version 4 of main, probability [01]\\.\\d{3}, \\d+\\.\\d ms"),
                line -> assertThat(line).matches("then (low|high) 0\\.\\d{3}"));
        assertThat(ask("--task=" + ServingRig.SCORES, "--text=it is down").out())
            .containsPattern("^[1-6]\\.\\d+\nversion 4 of main, \\d");

        CommandRun refused = ask("--task=unheard-of", "--text=it is down");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
            .isEqualTo(
                "headwater: the request was refused: task is 'unheard-of' but must be one that"
                    + " version 4 of main has learned: priority, grade, headline\n");
      }
    }
  }

  @Test
  void shouldSayThatNobodyAnswers() {
    CommandRun said =
        CommandRun.of(cluster, prefix, "ask", "--task=a", "--text=b", "--timeout=0.5");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err()).startsWith("headwater: no answer within 0.5 s: is a 'headwater serve'");
  }

  private CommandRun ask(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "ask";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandRun.of(cluster, prefix, all);
  }
}
