package io.headwater.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointAnnouncements;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointManifest.Canary;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.FileCheckpointStore;
import io.headwater.model.checkpoint.SampleCheckpoints;
import io.headwater.model.inference.LabelScore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.contract.Question;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServedModelsTest {
  private static final Question RECORDS = Question.of("the number of records");
  private static final Question PAIR = new Question("the topic", Optional.of("records sent"));

  @TempDir Path root;
  private final Tokenizer tokenizer = Tokenizers.load(SampleCheckpoints.tokenizerJson());
  private Learner learner;

  @BeforeAll
  void learn() {
    learner =
        Learners.create(
            ComputeSettings.on(Device.cpu()),
            SampleCheckpoints.config(),
            OptimizerSettings.AdamW.DEFAULT,
            11);
    SampleCheckpoints.manifest(0).tasks().forEach(task -> learner.adopt(task, 12));
  }

  @AfterAll
  void close() {
    learner.close();
    tokenizer.close();
  }

  @Test
  void shouldAnswerInTextWhatThePredictorAnswersInTokens() throws IOException {
    try (ModelSnapshot snapshot = learner.snapshot();
        ServedModel served = ServedModels.load(stored(snapshot, List.of()), Device.cpu());
        Predictor predictor = predictor(snapshot)) {
      List<int[]> inputs =
          List.of(
              tokenizer.encode("the number of records", 32),
              tokenizer.encode("the topic\nrecords sent", 32));
      List<LabelScore> scores = predictor.classify("colour", inputs);
      List<Double> closeness = predictor.score("closeness", inputs);
      List<int[]> texts = predictor.generate("headline", inputs);

      assertThat(served.answer("colour", List.of(RECORDS, PAIR)))
          .isEqualTo(
              scores.stream().map(score -> label(score.label(), score.probability())).toList());
      assertThat(closeness).allMatch(score -> score > 0 && score < 5).doesNotHaveDuplicates();
      assertThat(served.answer("closeness", List.of(RECORDS, PAIR)))
          .isEqualTo(closeness.stream().map(Answer.Score::new).toList());
      assertThat(served.answer("headline", List.of(RECORDS, PAIR)))
          .isEqualTo(texts.stream().map(ids -> new Answer.Text(tokenizer.decode(ids))).toList());
    }
  }

  private static Answer label(int row, double probability) {
    return new Answer.Label(List.of("red", "blue").get(row), probability);
  }

  @Test
  void shouldCutLongTextsToTheTasksLimit() throws IOException {
    try (ModelSnapshot snapshot = learner.snapshot();
        ServedModel served = ServedModels.load(stored(snapshot, List.of()), Device.cpu())) {
      String text = "sent records of the topic ".repeat(40);
      String cut = tokenizer.decode(tokenizer.encode(text, 32));

      assertThat(served.answer("colour", List.of(Question.of(text))))
          .isEqualTo(served.answer("colour", List.of(Question.of(cut))));
    }
  }

  @Test
  void shouldRefuseQuestionsItCannotAnswer() throws IOException {
    try (ModelSnapshot snapshot = learner.snapshot();
        ServedModel served = ServedModels.load(stored(snapshot, List.of()), Device.cpu())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> served.answer("size", List.of(RECORDS)))
          .withMessage("version 9 of demo has no module for task size");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> served.answer("colour", List.of(Question.of(""))))
          .withMessageContaining("empty");
      assertThat(served.answer("colour", List.of())).isEmpty();
    }
  }

  @Test
  void shouldProveTheCanariesItsPredictorRecorded() throws IOException {
    try (ModelSnapshot snapshot = learner.snapshot();
        Predictor predictor = predictor(snapshot)) {
      int[] input = tokenizer.encode("the number of records", 32);
      List<Canary> canaries =
          List.of(
              Canaries.record(predictor, "colour", input, new RowTarget.Label(1)),
              Canaries.record(predictor, "closeness", input, new RowTarget.Score(0.37)),
              Canaries.record(
                  predictor, "headline", input, new RowTarget.Text(new int[] {70, 71})));

      try (ServedModel served = ServedModels.load(stored(snapshot, canaries), Device.cpu())) {
        assertThat(served.manifest().canaries()).isEqualTo(canaries);
      }
    }
  }

  @Test
  void shouldRefuseModelsThatAnswerACanaryDifferently() throws IOException {
    try (ModelSnapshot snapshot = learner.snapshot();
        Predictor predictor = predictor(snapshot)) {
      Canary given =
          Canaries.record(predictor, "colour", new int[] {70, 71}, new RowTarget.Label(0));
      Canary wrong = new Canary("colour", given.input(), given.answer(), given.loss() * 1.1 + 0.1);
      Path folder = stored(snapshot, List.of(given, wrong));

      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(() -> ServedModels.load(folder, Device.cpu()))
          .withMessageContaining("canary 1 of task colour has a loss of");
    }
  }

  @Test
  void shouldRefuseCanariesThatCannotBeAsked() throws IOException {
    try (ModelSnapshot snapshot = learner.snapshot()) {
      for (Canary broken :
          List.of(
              new Canary("size", List.of(70), List.of(0d), 0.7),
              new Canary("colour", List.of(), List.of(0d), 0.7),
              new Canary("closeness", List.of(70), List.of(1.5), 0.7),
              new Canary("colour", List.of(100_000), List.of(0d), 0.7))) {
        Path folder = stored(snapshot, List.of(broken));
        assertThatExceptionOfType(CorruptCheckpointException.class)
            .isThrownBy(() -> ServedModels.load(folder, Device.cpu()))
            .withMessageStartingWith("manifest.json: canary 0 cannot be asked: ");
      }
    }
  }

  @Test
  void shouldCloseThePredictorOfARefusedModel() throws IOException {
    try (ModelSnapshot snapshot = learner.snapshot()) {
      Path folder = stored(snapshot, List.of(new Canary("colour", List.of(70), List.of(7d), 0.7)));
      WatchedPredictor watched = new WatchedPredictor(predictor(snapshot));

      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(
              () ->
                  ServedModels.load(
                      folder, Device.cpu(), (device, config, tasks, trunk, modules) -> watched));
      assertThat(watched.closed).isTrue();
    }
  }

  @Test
  void shouldRefuseHeadsThatDoNotFitTheTasks() throws IOException {
    try (ModelSnapshot random = SampleCheckpoints.snapshot(1)) {
      // Its task modules lack the copy module of the second task.
      Path folder = stored(random, List.of());

      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(() -> ServedModels.load(folder, Device.cpu()))
          .withMessageStartingWith("heads.safetensors: ")
          .withMessageContaining("heads.headline.");
    }
  }

  private static Predictor predictor(ModelSnapshot snapshot) {
    return Predictors.create(
        Device.cpu(),
        SampleCheckpoints.config(),
        SampleCheckpoints.manifest(0).tasks(),
        snapshot.trunk(),
        snapshot.modules());
  }

  private Path stored(ModelSnapshot snapshot, List<Canary> canaries) throws IOException {
    CheckpointManifest sample = SampleCheckpoints.manifest(9);
    CheckpointManifest manifest =
        new CheckpointManifest(
            sample.model(),
            sample.version(),
            sample.epoch(),
            sample.step(),
            sample.sequence(),
            sample.parents(),
            sample.tasks(),
            sample.positions(),
            sample.trainerState(),
            canaries,
            List.of());
    try (CheckpointStore store = FileCheckpointStore.open(root)) {
      CheckpointStore.Stored stored =
          store.put(
              manifest,
              folder ->
                  CheckpointFolder.write(
                      folder,
                      SampleCheckpoints.config(),
                      SampleCheckpoints.tokenizerJson(),
                      snapshot));
      return store.fetch(CheckpointAnnouncements.of(stored, Instant.EPOCH), CheckpointFiles.ALL);
    }
  }

  private static final class WatchedPredictor implements Predictor {
    private final Predictor predictor;
    private boolean closed;

    WatchedPredictor(Predictor predictor) {
      this.predictor = predictor;
    }

    @Override
    public ModelConfig config() {
      return predictor.config();
    }

    @Override
    public List<TaskModule> tasks() {
      return predictor.tasks();
    }

    @Override
    public List<LabelScore> classify(String task, List<int[]> inputs) {
      return predictor.classify(task, inputs);
    }

    @Override
    public List<Double> score(String task, List<int[]> inputs) {
      return predictor.score(task, inputs);
    }

    @Override
    public double loss(String task, List<int[]> inputs, List<RowTarget> answers) {
      return predictor.loss(task, inputs, answers);
    }

    @Override
    public List<int[]> generate(String task, List<int[]> inputs) {
      return predictor.generate(task, inputs);
    }

    @Override
    public void close() {
      closed = true;
      predictor.close();
    }
  }
}
