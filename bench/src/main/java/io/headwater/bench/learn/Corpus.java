package io.headwater.bench.learn;

import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSizes;
import io.headwater.model.TaskModule;
import io.headwater.model.serving.InputText;
import io.headwater.model.tokenizer.SpecialTokens;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.trainer.internal.assembly.AdoptedTask;
import io.headwater.trainer.internal.assembly.ModulePlanner;
import io.headwater.trainer.internal.assembly.RowEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All tasks, tokenized once for all arms by a tokenizer learned from the stream's text. */
public final class Corpus implements AutoCloseable {
  private static final long TOKENIZER_BYTES = 4 << 20;

  private final Tokenizer tokenizer;
  private final ModelConfig shape;
  private final List<CorpusTask> tasks;

  private Corpus(Tokenizer tokenizer, ModelConfig shape, List<CorpusTask> tasks) {
    this.tokenizer = tokenizer;
    this.shape = shape;
    this.tasks = List.copyOf(tasks);
  }

  /**
   * Tokenizes tasks.
   *
   * @param size name of the model's size
   * @param vocabulary number of tokens of the vocabulary at most
   * @throws IllegalArgumentException if the size or the vocabulary is not allowed, or a task cannot
   *     be learned; the message is one sentence
   */
  public static Corpus of(List<TaskExamples> examples, String size, int vocabulary) {
    Tokenizer tokenizer = Tokenizers.train(texts(examples), vocabulary);
    try {
      ModelConfig shape =
          ModelSizes.named(
              size,
              tokenizer.vocabularySize(),
              tokenizer.idOf(SpecialTokens.PAD),
              tokenizer.idOf(SpecialTokens.END));
      ModulePlanner planner = new ModulePlanner(shape, tokenizer);
      RowEncoder encoder = new RowEncoder(tokenizer, InputText.of(shape, tokenizer));
      List<CorpusTask> tasks = new ArrayList<>();
      List<TaskModule> modules = new ArrayList<>();
      for (TaskExamples task : examples) {
        if (!(planner.plan(task.spec(), modules) instanceof ModulePlanner.Plan.Module planned)) {
          throw new IllegalArgumentException("task " + task.spec().getName() + " has no module");
        }
        AdoptedTask adopted = AdoptedTask.bind(modules.size(), planned.module(), task.spec());
        modules.add(planned.module());
        tasks.add(
            new CorpusTask(
                adopted,
                rows(encoder, adopted, task.training()),
                rows(encoder, adopted, task.validation()),
                rows(encoder, adopted, task.heldOut())));
      }
      return new Corpus(tokenizer, shape, tasks);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** Returns texts to learn the tokenizer from, the same amount from each task. */
  private static List<String> texts(List<TaskExamples> tasks) {
    List<String> texts = new ArrayList<>();
    for (TaskExamples task : tasks) {
      long left = TOKENIZER_BYTES / tasks.size();
      for (LabeledExample example : task.training()) {
        String text =
            example.getText()
                + Optional.ofNullable(example.getTextPair()).map(pair -> "\n" + pair).orElse("")
                + references(example).stream().findFirst().map(one -> "\n" + one).orElse("");
        left -= text.getBytes(StandardCharsets.UTF_8).length;
        if (left < 0) {
          break;
        }
        texts.add(text);
      }
    }
    return texts;
  }

  private static List<CorpusRow> rows(
      RowEncoder encoder, AdoptedTask task, List<LabeledExample> examples) {
    return examples.stream()
        .map(example -> new CorpusRow(encoder.row(task, example), references(example)))
        .toList();
  }

  private static List<String> references(LabeledExample example) {
    return example.getTarget() instanceof ReferencesTarget target
        ? List.copyOf(target.getReferences())
        : List.of();
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  ModelConfig shape() {
    return shape;
  }

  List<CorpusTask> tasks() {
    return tasks;
  }

  /** Returns the names of the tasks, in the order of their task modules. */
  public List<String> names() {
    return tasks.stream().map(CorpusTask::name).toList();
  }

  /** Returns the name of each task's metric. */
  Map<String, String> metrics() {
    return tasks.stream()
        .collect(
            Collectors.toMap(
                CorpusTask::name, task -> AnswerScores.metric(task.adopted().module().kind())));
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
