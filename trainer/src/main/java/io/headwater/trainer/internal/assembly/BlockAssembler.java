package io.headwater.trainer.internal.assembly;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Validated;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.Batcher;
import io.headwater.trainer.internal.batch.PreparedRow;
import io.headwater.trainer.internal.batch.StepSeeds;
import io.headwater.trainer.internal.stream.Block;
import io.headwater.trainer.internal.stream.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Assembles blocks, numbering their steps.
 *
 * <p>The labels of an open set are counted before a block's rows are made: one that is seen often
 * enough by the block's end is taken in at its start, so that all its examples in the block are
 * learned from. What is taken in when follows from the records and the blocks alone.
 */
public final class BlockAssembler {
  /** Reason of offsets at which the log holds no record. */
  public static final String GAP = "gap";

  /**
   * Reason of examples whose label an open set has not taken in: it was not seen often enough by
   * the end of their block. They are valid, no dead letters, and stay skipped if it is taken in
   * later.
   */
  public static final String LABEL_AWAITS_SUPPORT = "LABEL_AWAITS_SUPPORT";

  private record ReadChunk(
      Chunk chunk, String task, boolean isOpen, List<Validated<LabeledExample>> examples) {}

  private final Topics topics;
  private final TaskRegistry tasks;
  private final ExampleDecoder decoder;
  private final Batcher batcher;
  private final StepSeeds seeds;
  private final ParallelMapper parallel;
  private long step;

  /**
   * Makes an assembler.
   *
   * @param parallel does the work on single records
   * @param step number of the last step before
   */
  public BlockAssembler(
      Topics topics,
      TaskRegistry tasks,
      ExampleDecoder decoder,
      Batcher batcher,
      StepSeeds seeds,
      ParallelMapper parallel,
      long step) {
    this.topics = topics;
    this.tasks = tasks;
    this.decoder = decoder;
    this.batcher = batcher;
    this.seeds = seeds;
    this.parallel = parallel;
    this.step = step;
  }

  /**
   * Assembles a block.
   *
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if a record cannot be read just
   *     now; nothing has changed, and the block may be given again
   */
  public AssembledBlock assemble(Block block) {
    // Reading may fail just now, so it comes before anything that changes.
    List<ReadChunk> read = block.chunks().stream().map(this::read).toList();
    List<TaskChange> changes = admitLabels(read);
    BlockDraft draft = new BlockDraft();
    read.forEach(chunk -> decide(chunk, draft));
    List<Batch> batches = new ArrayList<>();
    List<PreparedRow> rows = parallel.map(draft.rows(), this::prepared);
    for (List<PreparedRow> batch : batcher.batches(rows, seeds.shuffle(step + 1))) {
      step++;
      batches.add(new Batch(step, batch));
    }
    return new AssembledBlock(
        changes,
        batches,
        draft.positions(),
        draft.closing(),
        draft.deadLetters(),
        tasks.pendingLabels());
  }

  private PreparedRow prepared(BlockDraft.ValidRow row) {
    return new PreparedRow(row.source(), row.offset(), decoder.row(row.task(), row.example()));
  }

  private ReadChunk read(Chunk chunk) {
    String task = topics.taskOf(chunk.source().topic());
    Optional<ExampleRules> contract = tasks.contract(task);
    List<Validated<LabeledExample>> examples =
        parallel.map(chunk.records(), message -> decoder.read(message, task, contract));
    return new ReadChunk(
        chunk, task, contract.filter(rules -> rules.task().getOpenLabels()).isPresent(), examples);
  }

  private List<TaskChange> admitLabels(List<ReadChunk> read) {
    SortedMap<String, List<String>> seen = new TreeMap<>();
    for (ReadChunk chunk : read) {
      if (chunk.isOpen()) {
        List<String> labels = seen.computeIfAbsent(chunk.task(), task -> new ArrayList<>());
        for (Validated<LabeledExample> example : chunk.examples()) {
          if (example instanceof Validated.Accepted<LabeledExample> valid) {
            labels.add(labelOf(valid.value()));
          }
        }
      }
    }
    List<TaskChange> changes = new ArrayList<>();
    seen.forEach((task, labels) -> tasks.admit(task, labels).ifPresent(changes::add));
    return changes;
  }

  private void decide(ReadChunk read, BlockDraft draft) {
    Optional<AdoptedTask> task = tasks.adopted(read.task());
    Set<String> labels = task.map(adopted -> adopted.labelRows().keySet()).orElse(Set.of());
    draft.begin(read.chunk());
    for (int i = 0; i < read.examples().size(); i++) {
      ConsumerRecord<byte[], byte[]> message = read.chunk().records().get(i);
      Validated<LabeledExample> checked = read.examples().get(i);
      if (checked instanceof Validated.Refused<LabeledExample> refused) {
        draft.refuse(message, refused.rejection());
      } else if (checked instanceof Validated.Accepted<LabeledExample> valid) {
        LabeledExample example = valid.value();
        if (!read.isOpen() || labels.contains(labelOf(example))) {
          draft.row(message, task.orElseThrow(), example);
        } else if (task.isPresent() && labels.size() >= task.get().spec().getLabelCap()) {
          draft.refuse(message, ExampleRules.labelBeyondCap(task.get().spec(), labelOf(example)));
        } else {
          draft.skip(message, LABEL_AWAITS_SUPPORT);
        }
      }
    }
    draft.end();
  }

  private static String labelOf(LabeledExample example) {
    return ((LabelTarget) example.getTarget()).getLabel();
  }
}
