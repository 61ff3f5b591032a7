package io.headwater.model.checkpoint.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.SampleCheckpoints;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ManifestJsonTest {
  private final CheckpointManifest manifest = SampleCheckpoints.manifest(5);

  @Test
  void shouldReadBackWhatItWrote() throws CorruptCheckpointException {
    assertThat(ManifestJson.decode(ManifestJson.encode(manifest))).isEqualTo(manifest);
  }

  @Test
  void shouldWriteMapsInTheOrderOfTheirKeys() {
    String json = new String(ManifestJson.encode(manifest), StandardCharsets.UTF_8);

    assertThat(json).containsSubsequence("\"a\"", "\"seed\"", "\"weights\"");
  }

  @Test
  void shouldIgnoreFieldsOfLaterVersions() throws CorruptCheckpointException {
    String json = new String(ManifestJson.encode(manifest), StandardCharsets.UTF_8);

    assertThat(
            ManifestJson.decode(
                json.replaceFirst("\\{", "{\"later\": 1,").getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(manifest);
  }

  @Test
  void shouldReadManifestsOlderThanScoreScales() throws CorruptCheckpointException {
    String old =
        """
        {"model": "demo", "version": 5, "epoch": 3, "step": 85, "sequence": 210, "parents": [4],
         "tasks": [{"task": "colour", "kind": "CLASSIFICATION", "labels": ["red", "blue"],
                    "taskToken": -1, "maxInputTokens": 32, "maxTargetTokens": 1}],
         "positions": [], "trainerState": {}, "canaries": [], "files": []}
        """;

    assertThat(ManifestJson.decode(old.getBytes(StandardCharsets.UTF_8)).tasks())
        .isEqualTo(manifest.tasks().subList(0, 1));
    String regression = old.replace("CLASSIFICATION", "REGRESSION");
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> ManifestJson.decode(regression.getBytes(StandardCharsets.UTF_8)))
        .withMessageContaining("scoreScale");
  }

  @Test
  void shouldRefuseManifestsThatAreCutOrIncomplete() {
    String json = new String(ManifestJson.encode(manifest), StandardCharsets.UTF_8);

    for (String broken :
        new String[] {
          "",
          "null",
          "[]",
          "{}",
          json.substring(0, json.length() / 2),
          json + "x",
          json.replace("\"version\": 5", "\"version\": null"),
          json.replace("\"version\": 5", "\"version\": \"five\""),
          json.replace("\"CLASSIFICATION\"", "\"JUGGLING\""),
          json.replace("\"tasks\"", "\"duties\""),
          json.replace("\"maximum\": 5.0", "\"maximum\": 0.0"),
          json.replace("\"demo\"", "null")
        }) {
      assertThatExceptionOfType(CorruptCheckpointException.class)
          .as(broken)
          .isThrownBy(() -> ManifestJson.decode(broken.getBytes(StandardCharsets.UTF_8)))
          .withMessageStartingWith("manifest.json: ");
    }
  }
}
