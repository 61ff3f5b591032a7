package io.headwater.model.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.Pooling;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.checkpoint.CheckpointAnnouncements;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointManifest.Canary;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.FileCheckpointStore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import io.headwater.model.tokenizer.SampleWordPieces;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.Question;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From texts to a stored version of an encoder, and back to texts. */
class WritingEncoderTest {
  private static final ModelConfig CONFIG =
      TestModels.encoder(Pooling.MEAN, Activation.GELU)
          .withVocabulary(SampleWordPieces.vocabulary().size(), 0, 1);
  private static final TaskModule HEADLINE =
      new TaskModule("headline", TaskKind.SUMMARIZATION, List.of(), 2, 24, 16);
  private static final List<String> WORDS =
      List.of("Getter", "Of", "AB", "Cde", "XY", "QR", "Kafka", "Zu");
  private static final int BATCH = 24;

  @TempDir Path root;

  @Test
  void shouldAnswerFromAStoredVersionInTheWordsOfTheInput() throws IOException {
    List<String> texts = texts(new SplittableRandom(99), 20);
    try (Tokenizer tokenizer = Tokenizers.load(SampleWordPieces.json());
        ModelSnapshot snapshot = learned(tokenizer);
        ServedModel served = ServedModels.load(stored(snapshot, tokenizer), Device.cpu())) {
      List<Answer> answers =
          served.answer(
              "headline",
              texts.stream().map(text -> new Question(text, Optional.empty())).toList());

      int copied = 0;
      for (int i = 0; i < texts.size(); i++) {
        String answer = ((Answer.Text) answers.get(i)).text();
        List<String> known = Arrays.asList(texts.get(i).split(" "));
        List<String> capitals =
            Arrays.stream(answer.split(" ")).filter(word -> word.matches(".*[A-Z].*")).toList();
        assertThat(known).containsAll(capitals);
        copied += capitals.size();
      }
      assertThat(copied).as("words copied by twenty texts").isGreaterThan(20);
    }
  }

  private static ModelSnapshot learned(Tokenizer tokenizer) {
    InputText inputs = InputText.of(CONFIG, tokenizer);
    try (Learner learner =
        Learners.create(
            ComputeSettings.on(Device.cpu()), CONFIG, OptimizerSettings.AdamW.DEFAULT, 3)) {
      learner.adopt(HEADLINE, 3);
      for (int step = 0; step < 300; step++) {
        List<TrainingRow> rows = new ArrayList<>();
        for (String text : texts(new SplittableRandom(step), BATCH)) {
          rows.add(row(tokenizer, inputs, text));
        }
        learner.step(rows, new StepSettings(4e-3, 1, List.of(1d), step));
      }
      return learner.snapshot();
    }
  }

  /** Returns a row whose target is its text. */
  private static TrainingRow row(Tokenizer tokenizer, InputText inputs, String text) {
    int[] input = inputs.encode(text, Optional.empty(), HEADLINE.maxInputTokens());
    RowTarget target = new RowTarget.Text(tokenizer.encode(text, HEADLINE.maxTargetTokens()));
    return new TrainingRow(0, input, target, 1);
  }

  private static List<String> texts(SplittableRandom random, int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(
          random
              .ints(2 + random.nextInt(2), 0, WORDS.size())
              .mapToObj(WORDS::get)
              .collect(Collectors.joining(" ")));
    }
    return texts;
  }

  private Path stored(ModelSnapshot snapshot, Tokenizer tokenizer) throws IOException {
    TrainingRow row = row(tokenizer, InputText.of(CONFIG, tokenizer), "Getter Of Kafka");
    List<Canary> canaries;
    try (Predictor predictor =
        Predictors.create(
            Device.cpu(), CONFIG, List.of(HEADLINE), snapshot.trunk(), snapshot.modules())) {
      canaries = List.of(Canaries.record(predictor, "headline", row.input(), row.target()));
    }
    CheckpointManifest manifest =
        new CheckpointManifest(
            "writer",
            1,
            1,
            300,
            300,
            List.of(),
            List.of(HEADLINE),
            List.of(),
            Map.of(),
            canaries,
            List.of());
    try (CheckpointStore store = FileCheckpointStore.open(root)) {
      CheckpointStore.Stored stored =
          store.put(
              manifest,
              folder -> CheckpointFolder.write(folder, CONFIG, SampleWordPieces.json(), snapshot));
      return store.fetch(CheckpointAnnouncements.of(stored, Instant.EPOCH), CheckpointFiles.MODEL);
    }
  }
}
