package io.headwater.trainer.internal.assembly;

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
 * Assembles blocks and numbers their steps.
 *
 * <p>The labels of an open set are counted before a block's rows are made. A label seen often
 * enough by the end of the block is added at its start, so that all its examples in the block are
 * learned from. When a label is added depends only on the records and the blocks.
 */
public final class BlockAssembler {
  /** Skip reason for offsets without a record in the log. */
  public static final String GAP = "gap";

  /**
   * Skip reason for examples whose label is not in the open set yet, since it was not seen often
   * enough by the end of their block. The examples are valid, so they do not become dead letters,
   * and they stay skipped even if the label is added later.
   */
  public static final String LABEL_AWAITS_SUPPORT = "LABEL_AWAITS_SUPPORT";

  private record ReadChunk(
      Chunk chunk, String task, boolean isOpen, List<Validated<ReadExample>> examples) {}

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
   * @param parallel maps single records in parallel
   * @param step number of the last step done
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
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if the registry cannot be
   *     reached; nothing has changed then, and the block may be passed in again
   */
  public AssembledBlock assemble(Block block) {
    // Reading can fail for the moment, so it comes before anything changes.
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
    return new PreparedRow(row.source(), row.offset(), row.example().row(row.task()));
  }

  private ReadChunk read(Chunk chunk) {
    String task = topics.taskOf(chunk.source().topic());
    Optional<ExampleRules> contract = tasks.contract(task);
    Optional<AdoptedTask> adopted = tasks.adopted(task);
    List<Validated<ReadExample>> examples =
        parallel.map(
            chunk.records(),
            message ->
                decoder
                    .read(message, task, contract)
                    .map(example -> decoder.reduce(example, adopted)));
    return new ReadChunk(
        chunk, task, contract.filter(rules -> rules.task().getOpenLabels()).isPresent(), examples);
  }

  private List<TaskChange> admitLabels(List<ReadChunk> read) {
    SortedMap<String, List<String>> seen = new TreeMap<>();
    for (ReadChunk chunk : read) {
      if (chunk.isOpen()) {
        List<String> labels = seen.computeIfAbsent(chunk.task(), task -> new ArrayList<>());
        for (Validated<ReadExample> example : chunk.examples()) {
          if (example instanceof Validated.Accepted<ReadExample> valid) {
            labels.add(valid.value().label().orElseThrow());
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
      Validated<ReadExample> checked = read.examples().get(i);
      if (checked instanceof Validated.Refused<ReadExample> refused) {
        draft.refuse(message, refused.rejection());
      } else if (checked instanceof Validated.Accepted<ReadExample> valid) {
        ReadExample example = valid.value();
        if (!read.isOpen() || labels.contains(example.label().orElseThrow())) {
          draft.row(message, task.orElseThrow(), example);
        } else if (task.isPresent() && labels.size() >= task.get().spec().getLabelCap()) {
          draft.refuse(
              message,
              ExampleRules.labelBeyondCap(task.get().spec(), example.label().orElseThrow()));
        } else {
          draft.skip(message, LABEL_AWAITS_SUPPORT);
        }
      }
    }
    draft.end();
  }
}
