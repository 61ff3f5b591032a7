package io.headwater.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.PassagePlaces;
import io.headwater.model.TaskModule;
import io.headwater.model.TokenSpan;
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
import io.headwater.model.inference.SpanScore;
import io.headwater.model.inference.WrittenText;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.LabelProbability;
import io.headwater.schemas.Prediction;
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
      List<List<LabelScore>> ranked = predictor.rank("colour", inputs, TopLabels.USUAL);
      List<Double> closeness = predictor.score("closeness", inputs);
      List<WrittenText> texts = predictor.generate("headline", inputs);

      assertThat(served.answer("colour", List.of(RECORDS, PAIR)))
          .isEqualTo(ranked.stream().map(ServedModelsTest::label).toList());
      assertThat(closeness).allMatch(score -> score > 0 && score < 5).doesNotHaveDuplicates();
      assertThat(served.answer("closeness", List.of(RECORDS, PAIR)))
          .isEqualTo(closeness.stream().map(Answer.Score::new).toList());
      assertThat(served.answer("headline", List.of(RECORDS, PAIR)))
          .isEqualTo(
              texts.stream()
                  .map(text -> new Answer.Text(tokenizer.decode(text.tokens())))
                  .toList());
    }
  }

  private static Answer label(List<LabelScore> ranked) {
    List<LabelProbability> top =
        ranked.stream()
            .map(
                one ->
                    new LabelProbability(
                        List.of("red", "blue").get(one.label()), one.probability()))
            .toList();
    return new Answer.Label(top.get(0).getLabel(), top.get(0).getProbability(), top);
  }

  @Test
  void shouldNameAsManyLabelsAsAsked() throws IOException {
    try (ModelSnapshot snapshot = learner.snapshot()) {
      Path folder = stored(snapshot, List.of());
      try (ServedModel none = ServedModels.load(folder, Device.cpu(), 0);
          ServedModel one = ServedModels.load(folder, Device.cpu(), 1);
          ServedModel usual = ServedModels.load(folder, Device.cpu())) {
        Answer.Label most = (Answer.Label) usual.answer("colour", List.of(RECORDS)).get(0);

        assertThat(most.top())
            .extracting(LabelProbability::getLabel)
            .containsExactlyInAnyOrder("red", "blue");
        assertThat(one.answer("colour", List.of(RECORDS)))
            .containsExactly(
                new Answer.Label(most.label(), most.probability(), most.top().subList(0, 1)));
        assertThat(none.answer("colour", List.of(RECORDS)))
            .containsExactly(new Answer.Label(most.label(), most.probability()));
        Prediction.Builder prediction = PredictionOutput.set(Prediction.newBuilder(), most);
        assertThat(prediction.getTopLabels()).isEqualTo(most.top());
        assertThat(prediction.getTopLabels().get(0).getProbability())
            .isEqualTo(prediction.getProbability());
      }
    }
  }

  @Test
  void shouldAnswerWithTheWordsOfThePassage() throws IOException {
    try (ModelSnapshot snapshot = learner.snapshot();
        ServedModel served = ServedModels.load(stored(snapshot, List.of()), Device.cpu())) {
      String passage = "the number of records 🙂 that were sent to the topic. ".repeat(12);
      Question asked = new Question("the topic", Optional.of(passage));

      List<Answer> answers = served.answer("answer", List.of(asked, PAIR, asked));

      assertThat(answers).hasSize(3);
      assertThat(answers.get(0))
          .isEqualTo(answers.get(2))
          .isInstanceOfSatisfying(
              Answer.Span.class,
              span -> {
                int from = passage.offsetByCodePoints(0, span.start());
                int to = passage.offsetByCodePoints(0, span.end());
                assertThat(passage.substring(from, to)).isEqualTo(span.text()).isNotBlank();
              });
      assertThatIllegalArgumentException()
          .isThrownBy(() -> served.answer("answer", List.of(RECORDS)))
          .withMessage("a question has come without its passage");
    }
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
              Canaries.record(predictor, "headline", input, new RowTarget.Text(new int[] {70, 71})),
              Canaries.record(
                  predictor,
                  "answer",
                  input,
                  new RowTarget.Spans(
                      new PassagePlaces(2, 0, 2),
                      List.of(new TokenSpan(0, 1), new TokenSpan(1, 1)))),
              Canaries.record(
                  predictor,
                  "answer",
                  input,
                  new RowTarget.Spans(new PassagePlaces(0, 1, 2), List.of())));

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
              new Canary("answer", List.of(70), List.of(0d, 1d), 0.7),
              new Canary("answer", List.of(70), List.of(0d, 1d, 0d, 0d), 0.7),
              new Canary("answer", List.of(70), List.of(0d, 1d, 1d), 0.7),
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
                      folder,
                      Device.cpu(),
                      (device, config, tasks, kinds, trunk, modules) -> watched));
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
    public List<List<LabelScore>> rank(String task, List<int[]> inputs, int most) {
      return predictor.rank(task, inputs, most);
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
    public List<SpanScore> extract(String task, List<int[]> inputs, List<PassagePlaces> places) {
      return predictor.extract(task, inputs, places);
    }

    @Override
    public List<WrittenText> generate(String task, List<int[]> inputs) {
      return predictor.generate(task, inputs);
    }

    @Override
    public void close() {
      closed = true;
      predictor.close();
    }
  }
}
