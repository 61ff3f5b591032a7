package io.headwater.model.serving;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.inference.LabelScore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.WrittenText;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.Question;
import java.util.ArrayList;
import java.util.List;

/** A predictor with the tokenizer that encodes its inputs and decodes its texts. */
final class LoadedModel implements ServedModel {
  private final CheckpointManifest manifest;
  private final Tokenizer tokenizer;
  private final InputText inputs;
  private final Predictor predictor;
  private final Spelling spelling;

  LoadedModel(
      CheckpointManifest manifest, Tokenizer tokenizer, InputText inputs, Predictor predictor) {
    this.manifest = manifest;
    this.tokenizer = tokenizer;
    this.inputs = inputs;
    this.predictor = predictor;
    this.spelling = new Spelling(tokenizer);
  }

  @Override
  public CheckpointManifest manifest() {
    return manifest;
  }

  @Override
  public List<Answer> answer(String task, List<Question> questions) {
    TaskModule module =
        manifest.tasks().stream()
            .filter(known -> known.task().equals(task))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "version %d of %s has no module for task %s"
                            .formatted(manifest.version(), manifest.model(), task)));
    if (questions.isEmpty()) {
      return List.of();
    }
    if (module.kind() == TaskKind.SPAN_EXTRACTION) {
      return new PassageAnswers(predictor, inputs, module).of(questions);
    }
    List<int[]> asked = questions.stream().map(question -> tokens(module, question)).toList();
    if (module.kind() == TaskKind.CLASSIFICATION) {
      return predictor.classify(task, asked).stream().map(score -> label(module, score)).toList();
    }
    if (module.kind() == TaskKind.REGRESSION) {
      return predictor.score(task, asked).stream()
          .map(score -> (Answer) new Answer.Score(score))
          .toList();
    }
    List<WrittenText> written = predictor.generate(task, asked);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      Question question = questions.get(i);
      List<PlacedText> texts =
          inputs.texts(question.text(), question.textPair(), module.maxInputTokens());
      answers.add(new Answer.Text(spelling.of(written.get(i), texts)));
    }
    return answers;
  }

  private int[] tokens(TaskModule module, Question question) {
    int[] tokens = inputs.encode(question.text(), question.textPair(), module.maxInputTokens());
    if (tokens.length == 0) {
      throw new IllegalArgumentException("the text of a question is empty");
    }
    return tokens;
  }

  private static Answer label(TaskModule module, LabelScore score) {
    return new Answer.Label(module.labels().get(score.label()), score.probability());
  }

  @Override
  public void close() {
    predictor.close();
    tokenizer.close();
  }
}
