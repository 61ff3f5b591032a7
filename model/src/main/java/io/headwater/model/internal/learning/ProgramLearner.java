package io.headwater.model.internal.learning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelAdapters;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.TrunkTraining;
import io.headwater.model.internal.network.ModuleLayout;
import io.headwater.model.internal.network.ParameterInitializer;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.StoredArrays;
import io.headwater.model.internal.network.StoredTrunk;
import io.headwater.model.internal.network.TrunkLayout;
import io.headwater.model.internal.program.Program;
import io.headwater.model.internal.program.ProgramSource;
import io.headwater.model.internal.program.TorchScriptProgram;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.PendingStep;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import io.headwater.model.learning.TrunkSource;
import io.headwater.schemas.TaskKind;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A learner whose whole update is one call of the training program. */
public final class ProgramLearner implements Learner {
  private static final Logger LOG = LoggerFactory.getLogger(ProgramLearner.class);

  private final ModelConfig config;
  private final TrunkTraining training;
  private final NDManager manager;
  private final LearningNetwork network;
  private final ParameterState state;

  private ProgramLearner(
      ComputeSettings compute,
      ModelConfig config,
      OptimizerSettings optimizer,
      TrunkTraining training,
      UnaryOperator<Program> around) {
    this.config = config;
    this.training = training;
    TrunkLayout trunk = new TrunkLayout(config, training);
    this.manager = NDManager.newBaseManager(compute.device(), "PyTorch");
    Program program = TorchScriptProgram.compile(ProgramSource.network(), manager);
    this.network = new LearningNetwork(around.apply(program), trunk, compute);
    this.state = new ParameterState(manager, UpdateRule.of(optimizer), trunk.firstTrained());
  }

  /** Returns a learner with a new trunk, all of which it trains, and no tasks. */
  public static ProgramLearner create(
      ComputeSettings compute, ModelConfig config, OptimizerSettings optimizer, long seed) {
    return create(compute, config, optimizer, TrunkTraining.full(), seed);
  }

  /** Returns a learner with a new trunk and no tasks. */
  public static ProgramLearner create(
      ComputeSettings compute,
      ModelConfig config,
      OptimizerSettings optimizer,
      TrunkTraining training,
      long seed) {
    return create(compute, config, optimizer, training, seed, UnaryOperator.identity());
  }

  /** Returns a new learner as {@link #create} does, with its program wrapped by {@code around}. */
  static ProgramLearner create(
      ComputeSettings compute,
      ModelConfig config,
      OptimizerSettings optimizer,
      TrunkTraining training,
      long seed,
      UnaryOperator<Program> around) {
    ProgramLearner learner = new ProgramLearner(compute, config, optimizer, training, around);
    learner.initialize(learner.network.trunk().specs(), seed);
    return learner;
  }

  /** Returns a learner without tasks whose trunk comes from a source. */
  public static ProgramLearner start(
      ComputeSettings compute,
      ModelConfig config,
      OptimizerSettings optimizer,
      TrunkTraining training,
      long seed,
      TrunkSource trunk)
      throws IOException {
    ProgramLearner learner =
        new ProgramLearner(compute, config, optimizer, training, UnaryOperator.identity());
    try {
      for (ParameterSpec spec : TrunkLayout.of(config)) {
        try (NDManager host = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
          StoredArrays stored = new StoredArrays(new NDList(trunk.read(spec.name(), host)));
          learner.state.add(spec, learner.value(spec, stored));
        }
      }
      learner.initialize(learner.network.trunk().adapters(), seed);
      return learner;
    } catch (IOException | RuntimeException e) {
      learner.close();
      throw e;
    }
  }

  /** Returns a learner that continues from stored arrays; adapters that are missing are new. */
  public static ProgramLearner restore(
      ComputeSettings compute,
      ModelConfig config,
      OptimizerSettings optimizer,
      TrunkTraining training,
      long seed,
      List<TaskModule> tasks,
      NDList trunk,
      NDList modules,
      NDList stored) {
    ProgramLearner learner =
        new ProgramLearner(compute, config, optimizer, training, UnaryOperator.identity());
    try {
      StoredArrays values = new StoredArrays(trunk, modules);
      Optional<StoredArrays> kept = kept(optimizer, stored);
      for (ParameterSpec spec : TrunkLayout.of(config)) {
        learner.restore(spec, values, kept);
      }
      for (ParameterSpec spec : learner.network.trunk().adapters()) {
        if (values.has(spec.name())) {
          learner.restore(spec, values, kept);
        } else {
          learner.initialize(List.of(spec), seed);
        }
      }
      for (TaskModule task : tasks) {
        List<ParameterSpec> specs = learner.register(task);
        for (ParameterSpec spec : specs) {
          learner.restore(spec, values, kept);
        }
      }
      return learner;
    } catch (RuntimeException e) {
      learner.close();
      throw e;
    }
  }

  private void initialize(List<ParameterSpec> specs, long seed) {
    ParameterInitializer initializer = new ParameterInitializer(seed);
    for (ParameterSpec spec : specs) {
      state.add(spec, initializer.create(manager, spec));
    }
  }

  private static Optional<StoredArrays> kept(OptimizerSettings optimizer, NDList stored) {
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    String writer = StoredOptimizer.of(stored);
    if (!writer.equals(optimizer.name())) {
      LOG.warn(
          "The stored optimizer state is that of {}, which {} cannot use: it starts afresh",
          writer,
          optimizer.name());
      return Optional.empty();
    }
    return Optional.of(new StoredArrays(stored));
  }

  ParameterState state() {
    return state;
  }

  private void restore(ParameterSpec spec, StoredArrays values, Optional<StoredArrays> kept) {
    NDArray value = value(spec, values);
    if (kept.isPresent()) {
      state.add(spec, value, kept.get());
    } else {
      state.add(spec, value);
    }
  }

  private NDArray value(ParameterSpec spec, StoredArrays stored) {
    NDArray value = stored.copy(spec.name(), spec.shape(), manager);
    StoredTrunk.scale(value, 1f / StoredTrunk.factor(config, spec.name()));
    return value;
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public List<TaskModule> tasks() {
    return List.copyOf(network.tasks());
  }

  @Override
  public void adopt(TaskModule module, long seed) {
    initialize(register(module), seed);
  }

  @Override
  public void grow(String task, List<String> labels, long seed) {
    int index = index(task);
    TaskModule module = network.tasks().get(index);
    TaskModule grown = grown(module, labels);
    if (labels.isEmpty()) {
      return;
    }
    List<ParameterSpec> rows = ModuleLayout.of(config, module.withLabels(labels));
    List<ParameterSpec> specs = ModuleLayout.of(config, grown);
    ParameterInitializer initializer = new ParameterInitializer(seed);
    for (int i = 0; i < specs.size(); i++) {
      try (NDArray values = initializer.create(manager, rows.get(i))) {
        state.append(network.firstParameter(index) + i, specs.get(i), values);
      }
    }
    network.setTask(index, grown);
  }

  private int index(String task) {
    for (int i = 0; i < network.tasks().size(); i++) {
      if (network.tasks().get(i).task().equals(task)) {
        return i;
      }
    }
    throw new IllegalArgumentException("There is no task " + task);
  }

  private static TaskModule grown(TaskModule module, List<String> labels) {
    if (module.kind() != TaskKind.CLASSIFICATION) {
      throw new IllegalArgumentException(
          "Task %s is of kind %s but only CLASSIFICATION has labels"
              .formatted(module.task(), module.kind()));
    }
    Set<String> all = new LinkedHashSet<>(module.labels());
    for (String label : labels) {
      if (!all.add(label)) {
        throw new IllegalArgumentException(
            "Task " + module.task() + ": the label " + label + " exists already");
      }
    }
    return module.withLabels(List.copyOf(all));
  }

  private List<ParameterSpec> register(TaskModule module) {
    if (network.tasks().stream().anyMatch(known -> known.task().equals(module.task()))) {
      throw new IllegalArgumentException("Task " + module.task() + " is known already");
    }
    List<ParameterSpec> specs = ModuleLayout.of(config, module);
    network.addTask(module, state.size());
    return specs;
  }

  @Override
  public PendingStep begin(List<TrainingRow> rows, StepSettings settings) {
    return ParameterUpdate.begin(network, state, rows, settings);
  }

  @Override
  public List<Double> losses(List<TrainingRow> rows) {
    return ParameterUpdate.losses(network, state, rows);
  }

  /**
   * Returns, by name, the gradient a step would take before clipping; parameters the loss does not
   * depend on are left out.
   */
  NDList gradients(List<TrainingRow> rows, StepSettings settings, NDManager owner) {
    NDList gradients = new NDList();
    NDList all = ParameterUpdate.gradients(network, state, rows, settings, owner);
    for (int i = 0; i < state.size(); i++) {
      if (all.get(i).size() > 0) {
        all.get(i).setName(state.spec(i).name());
        gradients.add(all.get(i));
      }
    }
    return gradients;
  }

  @Override
  public ModelSnapshot snapshot() {
    NDManager copies = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try {
      NDList all = new NDList();
      for (int i = 0; i < state.size(); i++) {
        NDArray copy = state.copyParameter(i, copies);
        StoredTrunk.scale(copy, StoredTrunk.factor(config, copy.getName()));
        all.add(copy);
      }
      int own = network.trunk().firstAdapter();
      int shared = network.trunk().size();
      return new ModelSnapshot(
          copies,
          all.subNDList(0, own),
          training.adapters().map(lora -> new ModelAdapters(lora, all.subNDList(own, shared))),
          all.subNDList(shared, all.size()),
          state.copyKept(copies));
    } catch (RuntimeException | Error e) {
      copies.close();
      throw e;
    }
  }

  @Override
  public void close() {
    network.program().close();
    manager.close();
  }
}
