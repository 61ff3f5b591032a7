package io.headwater.model.serving;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.inference.LabelScore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.WrittenText;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.LabelProbability;
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
  private final int topLabels;

  /**
   * Takes a version's parts.
   *
   * @param topLabels how many of the most probable labels an answer names, at least 0
   */
  LoadedModel(
      CheckpointManifest manifest,
      Tokenizer tokenizer,
      InputText inputs,
      Predictor predictor,
      int topLabels) {
    this.manifest = manifest;
    this.tokenizer = tokenizer;
    this.inputs = inputs;
    this.predictor = predictor;
    this.spelling = new Spelling(tokenizer);
    this.topLabels = topLabels;
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
      return predictor.rank(task, asked, Math.max(1, topLabels)).stream()
          .map(ranked -> label(module, ranked))
          .toList();
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

  private Answer label(TaskModule module, List<LabelScore> ranked) {
    List<LabelProbability> named =
        ranked.stream()
            .map(one -> new LabelProbability(module.labels().get(one.label()), one.probability()))
            .toList();
    LabelProbability best = named.get(0);
    return new Answer.Label(
        best.getLabel(), best.getProbability(), topLabels == 0 ? List.of() : named);
  }

  @Override
  public void close() {
    predictor.close();
    tokenizer.close();
  }
}
