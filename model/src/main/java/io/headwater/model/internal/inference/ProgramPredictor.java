package io.headwater.model.internal.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.PassagePlaces;
import io.headwater.model.Precision;
import io.headwater.model.TaskModule;
import io.headwater.model.inference.LabelScore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.SpanScore;
import io.headwater.model.inference.WrittenText;
import io.headwater.model.internal.layout.AnswerArrays.AnswerCall;
import io.headwater.model.internal.layout.AnswerArrays.Classified;
import io.headwater.model.internal.layout.AnswerArrays.Prompt;
import io.headwater.model.internal.layout.AnswerArrays.Source;
import io.headwater.model.internal.layout.AnswerArrays.Written;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.TaskArrays.InputToken;
import io.headwater.model.internal.learning.SpanTables;
import io.headwater.model.internal.learning.TrainingBatch;
import io.headwater.model.internal.network.ModuleLayout;
import io.headwater.model.internal.network.NetworkNumbers;
import io.headwater.model.internal.network.PackedSequences;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.internal.network.StoredArrays;
import io.headwater.model.internal.network.StoredTrunk;
import io.headwater.model.internal.network.TrunkLayout;
import io.headwater.model.internal.program.Program;
import io.headwater.model.internal.program.ProgramSource;
import io.headwater.model.internal.program.TorchScriptProgram;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.model.tokenizer.TokenKinds;
import io.headwater.schemas.TaskKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A predictor whose batches are one call each: labels, scores, spans, or a whole decoding loop. */
// Longer than most classes: it hands one set of parameters to every method of inference.
public final class ProgramPredictor implements Predictor {
  private static final int ANSWER_TOKENS = 8192;
  private static final int GENERATION_ROWS = 64;
  private static final int NO_TOKEN = -1;

  private final ModelConfig config;
  private final List<TaskModule> tasks;
  private final TokenKinds kinds;
  private final NDManager manager;
  private final Program program;
  private final NDList parameters = new NDList();
  private final Map<String, Integer> firstParameters = new HashMap<>();
  private final ThreadLocal<Staging> staging = ThreadLocal.withInitial(Staging::new);

  /** Copies the arrays of a model. */
  public ProgramPredictor(
      Device device,
      ModelConfig config,
      List<TaskModule> tasks,
      TokenKinds kinds,
      NDList trunk,
      NDList modules) {
    this.config = config;
    this.tasks = List.copyOf(tasks);
    this.kinds = kinds;
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    try {
      this.program = TorchScriptProgram.compile(ProgramSource.network(), manager);
      StoredArrays stored = new StoredArrays(trunk, modules);
      TrunkLayout.of(config).forEach(spec -> load(stored, spec));
      for (TaskModule task : this.tasks) {
        firstParameters.put(task.task(), parameters.size());
        ModuleLayout.of(config, task).forEach(spec -> load(stored, spec));
      }
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  private void load(StoredArrays stored, ParameterSpec spec) {
    NDArray value = stored.copy(spec.name(), spec.shape(), manager);
    StoredTrunk.scale(value, 1f / StoredTrunk.factor(config, spec.name()));
    parameters.add(value);
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public List<TaskModule> tasks() {
    return tasks;
  }

  @Override
  public List<List<LabelScore>> rank(String task, List<int[]> inputs, int most) {
    TaskModule module = module(task, TaskKind.CLASSIFICATION, inputs);
    if (most < 1) {
      throw new IllegalArgumentException("Labels to rank are " + most + " but must be at least 1");
    }
    int ranked = Math.min(most, module.labels().size());
    List<List<LabelScore>> answers = new ArrayList<>(Collections.nCopies(inputs.size(), List.of()));
    for (List<Integer> chunk : InputChunks.byTokens(inputs, ANSWER_TOKENS)) {
      try (NDManager scope = manager.newSubManager()) {
        NDList results = answer("classify", module, ranked, chunk, inputs, scope);
        long[] labels = Classified.LABELS.in(results).toLongArray();
        float[] probabilities = Classified.PROBABILITIES.in(results).toFloatArray();
        for (int row = 0; row < chunk.size(); row++) {
          answers.set(
              chunk.get(row),
              IntStream.range(row * ranked, (row + 1) * ranked)
                  .mapToObj(i -> new LabelScore((int) labels[i], probabilities[i]))
                  .toList());
        }
      }
    }
    return answers;
  }

  @Override
  public List<Double> score(String task, List<int[]> inputs) {
    TaskModule module = module(task, TaskKind.REGRESSION, inputs);
    Double[] answers = new Double[inputs.size()];
    for (List<Integer> chunk : InputChunks.byTokens(inputs, ANSWER_TOKENS)) {
      try (NDManager scope = manager.newSubManager()) {
        float[] shares =
            answer("score", module, 1, chunk, inputs, scope).singletonOrThrow().toFloatArray();
        for (int row = 0; row < shares.length; row++) {
          answers[chunk.get(row)] = module.scoreScale().scoreOf(shares[row]);
        }
      }
    }
    return Arrays.asList(answers);
  }

  /**
   * Runs a method that answers each input of a chunk, from the state of its last token or from its
   * pooled state.
   */
  private NDList answer(
      String method,
      TaskModule module,
      int labels,
      List<Integer> chunk,
      List<int[]> inputs,
      NDManager scope) {
    PackedSequences packed = packed(chunk, inputs);
    long[] read = new long[chunk.size()];
    for (int row = 0; row < read.length; row++) {
      read[row] =
          config.family().isCausal()
              ? (long) packed.start(row) + inputs.get(chunk.get(row)).length - 1
              : packed.rank(row);
    }
    NDList question = new NDList(staging.get().longs(scope, read));
    return answer(method, answerCall(module, labels), packed, question, scope);
  }

  private NDList answer(
      String method, long[] call, PackedSequences packed, NDList question, NDManager scope) {
    NDManager host = scope.newSubManager(Device.cpu()); // closed with its parent
    return program.infer(
        method,
        List.of(
            parameters, packed.arrays(scope, host, staging.get()), question, settings(call, host)),
        scope);
  }

  private PackedSequences packed(List<Integer> chunk, List<int[]> inputs) {
    return PackedSequences.of(config, chunk.stream().map(inputs::get).toList());
  }

  @Override
  public List<SpanScore> extract(String task, List<int[]> inputs, List<PassagePlaces> places) {
    TaskModule module = module(task, TaskKind.SPAN_EXTRACTION, inputs);
    BestSpan.check(inputs, places);
    SpanScore[] answers = new SpanScore[inputs.size()];
    for (List<Integer> chunk : InputChunks.byTokens(inputs, ANSWER_TOKENS)) {
      List<PassagePlaces> own = chunk.stream().map(places::get).toList();
      PackedSequences packed = packed(chunk, inputs);
      List<Integer> starts = IntStream.range(0, chunk.size()).map(packed::start).boxed().toList();
      try (NDManager scope = manager.newSubManager()) {
        NDArray question = SpanTables.unanswered(own, starts).positions(scope, staging.get());
        int width = (int) question.getShape().get(1);
        float[] logits =
            answer("extract", answerCall(module), packed, new NDList(question), scope)
                .singletonOrThrow()
                .toFloatArray();
        for (int row = 0; row < own.size(); row++) {
          answers[chunk.get(row)] =
              BestSpan.among(
                  logits, 2 * row * width, width, own.get(row).tokens(), module.maxTargetTokens());
        }
      }
    }
    return Arrays.asList(answers);
  }

  private NDList settings(long[] call, NDManager host) {
    return NetworkNumbers.of(config, Precision.FP32, call, host, staging.get());
  }

  private long[] answerCall(TaskModule module) {
    return answerCall(module, 1);
  }

  private long[] answerCall(TaskModule module, int labels) {
    return Layout.longs(
        AnswerCall.class,
        name ->
            switch (name) {
              case FIRST_PARAMETER -> firstParameters.get(module.task());
              case LABELS -> labels;
              case MAX_TOKENS -> module.maxTargetTokens();
              case END_TOKEN -> config.endToken();
            });
  }

  @Override
  public List<WrittenText> generate(String task, List<int[]> inputs) {
    TaskModule module = module(task, TaskKind.SUMMARIZATION, inputs);
    WrittenText[] answers = new WrittenText[inputs.size()];
    for (List<Integer> chunk : InputChunks.byRows(inputs, GENERATION_ROWS)) {
      List<int[]> own = chunk.stream().map(inputs::get).toList();
      List<WrittenText> texts =
          config.family().isCausal() ? continued(module, own) : decoded(module, own);
      for (int row = 0; row < own.size(); row++) {
        answers[chunk.get(row)] = texts.get(row);
      }
    }
    return Arrays.asList(answers);
  }

  /** Writes texts that a causal trunk continues its inputs with. */
  private List<WrittenText> continued(TaskModule module, List<int[]> inputs) {
    List<int[]> prompts = new ArrayList<>();
    for (int[] input : inputs) {
      int[] prompt = Arrays.copyOf(input, input.length + 1);
      prompt[input.length] = module.taskToken();
      prompts.add(prompt);
    }
    PackedSequences packed = PackedSequences.together(prompts);
    try (NDManager scope = manager.newSubManager()) {
      NDList asked = prompts(module, prompts, packed, scope);
      NDArray written =
          answer("generate", answerCall(module), packed, asked, scope).singletonOrThrow();
      return texts(written, written.onesLike().neg());
    }
  }

  /** Writes texts by the decoder of a task's module. */
  private List<WrittenText> decoded(TaskModule module, List<int[]> inputs) {
    PackedSequences packed = PackedSequences.of(config, inputs);
    try (NDManager scope = manager.newSubManager()) {
      NDList asked = source(module, inputs, packed, scope);
      NDList written = answer("write", answerCall(module), packed, asked, scope);
      return texts(Written.TOKENS.in(written), Written.COPIED_FROM.in(written));
    }
  }

  /** Returns the arrays of {@link Source}. */
  private NDList source(
      TaskModule module, List<int[]> inputs, PackedSequences packed, NDManager scope) {
    int rows = inputs.size();
    int longest = inputs.stream().mapToInt(input -> input.length).max().orElseThrow();
    long[] positions = new long[rows * longest];
    long[] tokens = new long[rows * longest];
    long[] starts = new long[rows];
    Arrays.fill(tokens, InputToken.PADDING.number());
    Arrays.fill(starts, module.taskToken());
    for (int row = 0; row < rows; row++) {
      int[] input = inputs.get(row);
      for (int i = 0; i < input.length; i++) {
        positions[row * longest + i] = (long) packed.start(row) + i;
        tokens[row * longest + i] = InputToken.of(input[i], module.taskToken(), config.endToken());
      }
    }
    Shape table = new Shape(rows, longest);
    Staging own = staging.get();
    return Layout.arrays(
        Source.class,
        part ->
            switch (part) {
              case INPUT_POSITIONS -> own.longs(scope, positions, table);
              case INPUTS -> own.longs(scope, tokens, table);
              case START_TOKENS -> own.longs(scope, starts);
              case RESERVED -> own.longs(scope, marked(kinds.special(), config.endToken()));
              case CONTINUING -> own.longs(scope, marked(kinds.continuing(), NO_TOKEN));
            });
  }

  /** Returns 1 at each token of a set but one. */
  private long[] marked(Set<Integer> tokens, int left) {
    long[] marks = new long[config.vocabularySize()];
    tokens.stream().filter(token -> token != left).forEach(token -> marks[token] = 1);
    return marks;
  }

  @Override
  public double loss(String task, List<int[]> inputs, List<RowTarget> answers) {
    TaskModule module = known(task);
    List<TrainingRow> rows = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      rows.add(new TrainingRow(0, inputs.get(i), answers.get(i), 1));
    }
    TrainingBatch batch = new TrainingBatch(config, List.of(module), rows);
    try (NDManager scope = manager.newSubManager();
        NDManager host = scope.newSubManager(Device.cpu())) {
      long[] call = batch.call(List.of(firstParameters.get(task)), false);
      return program
          .infer(
              "evaluate",
              List.of(
                  parameters,
                  batch.sequences(host, staging.get()),
                  batch.targets(host, staging.get()),
                  settings(call, host)),
              scope)
          .singletonOrThrow()
          .getFloat(0);
    }
  }

  /** Returns the arrays of {@link Prompt}. */
  private NDList prompts(
      TaskModule module, List<int[]> prompts, PackedSequences packed, NDManager scope) {
    int rows = prompts.size();
    int longest = prompts.stream().mapToInt(p -> p.length).max().orElseThrow() - 1;
    long[] positions = new long[rows * longest];
    long[] tokens = new long[rows * longest];
    long[] last = new long[rows];
    long[] starts = new long[rows];
    long[] lengths = new long[rows];
    Arrays.fill(tokens, InputToken.PADDING.number());
    Arrays.fill(starts, module.taskToken());
    for (int row = 0; row < rows; row++) {
      int[] prompt = prompts.get(row);
      lengths[row] = prompt.length;
      last[row] = (long) packed.start(row) + prompt.length - 1;
      for (int i = 0; i < prompt.length - 1; i++) {
        positions[row * longest + i] = (long) packed.start(row) + i;
        tokens[row * longest + i] = prompt[i];
      }
    }
    Shape table = new Shape(rows, longest);
    Staging own = staging.get();
    return Layout.arrays(
        Prompt.class,
        part ->
            switch (part) {
              case INPUT_POSITIONS -> own.longs(scope, positions, table);
              case INPUTS -> own.longs(scope, tokens, table);
              case TASK_POSITIONS -> own.longs(scope, last);
              case TASK_TOKENS -> own.longs(scope, starts);
              case LENGTHS -> own.longs(scope, lengths);
            });
  }

  private List<WrittenText> texts(NDArray written, NDArray copied) {
    int length = (int) written.getShape().get(1);
    long[] tokens = written.toLongArray();
    long[] places = copied.toLongArray();
    List<WrittenText> texts = new ArrayList<>();
    for (int start = 0; start < tokens.length; start += length) {
      int end = start;
      while (end < start + length && tokens[end] != config.endToken()) {
        end++;
      }
      texts.add(new WrittenText(ints(tokens, start, end), ints(places, start, end)));
    }
    return texts;
  }

  private static int[] ints(long[] values, int start, int end) {
    return Arrays.stream(values, start, end).mapToInt(Math::toIntExact).toArray();
  }

  private TaskModule module(String task, TaskKind kind, List<int[]> inputs) {
    TaskModule module = known(task);
    if (module.kind() != kind) {
      throw new IllegalArgumentException(
          "Task " + task + " is of kind " + module.kind() + " but must be " + kind);
    }
    InputChunks.check(config, module, inputs);
    return module;
  }

  private TaskModule known(String task) {
    return tasks.stream()
        .filter(module -> module.task().equals(task))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("The model has no module for task " + task));
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
