package io.headwater.trainer.assembly;

import io.headwater.schemas.BlockClosed;
import io.headwater.schemas.OffsetRun;
import io.headwater.schemas.SkippedRun;
import io.headwater.schemas.Topics;
import io.headwater.trainer.batch.Batch;
import io.headwater.trainer.batch.Batcher;
import io.headwater.trainer.batch.OffsetRuns;
import io.headwater.trainer.batch.PreparedRow;
import io.headwater.trainer.batch.StepSeeds;
import io.headwater.trainer.stream.Block;
import io.headwater.trainer.stream.Chunk;
import io.headwater.trainer.stream.SourcePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Assembles blocks, numbering their steps. */
public final class BlockAssembler {
  /** Reason of offsets at which the log holds no record. */
  public static final String GAP = "gap";

  private final Topics topics;
  private final TaskRegistry tasks;
  private final ExampleReader reader;
  private final Batcher batcher;
  private final StepSeeds seeds;
  private long step;

  /**
   * Makes an assembler.
   *
   * @param step number of the last step before
   */
  public BlockAssembler(
      Topics topics,
      TaskRegistry tasks,
      ExampleReader reader,
      Batcher batcher,
      StepSeeds seeds,
      long step) {
    this.topics = topics;
    this.tasks = tasks;
    this.reader = reader;
    this.batcher = batcher;
    this.seeds = seeds;
    this.step = step;
  }

  /**
   * Assembles a block.
   *
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if a record cannot be read just
   *     now; nothing has changed, and the block may be given again
   */
  public AssembledBlock assemble(Block block) {
    OffsetRuns runs = new OffsetRuns();
    List<OffsetRun> taken = new ArrayList<>();
    List<SkippedRun> skipped = new ArrayList<>();
    List<PreparedRow> rows = new ArrayList<>();
    List<DeadLetter> deadLetters = new ArrayList<>();
    Map<SourcePartition, Long> positions = new TreeMap<>();
    for (Chunk chunk : block.chunks()) {
      taken.addAll(runs.of(chunk.source(), chunk.from(), chunk.to()));
      positions.put(chunk.source(), chunk.to());
      Skips skips = new Skips(chunk.source(), runs, skipped);
      read(chunk, rows, deadLetters, skips);
    }
    List<Batch> batches = new ArrayList<>();
    long number = step;
    for (List<PreparedRow> batch : batcher.batches(rows, seeds.shuffle(step + 1))) {
      number++;
      batches.add(new Batch(number, batch));
    }
    step = number;
    BlockClosed closing =
        BlockClosed.newBuilder()
            .setSources(runs.sources())
            .setTaken(taken)
            .setSkipped(skipped)
            .build();
    return new AssembledBlock(batches, positions, closing, deadLetters);
  }

  private void read(
      Chunk chunk, List<PreparedRow> rows, List<DeadLetter> deadLetters, Skips skips) {
    String topicTask = topics.taskOf(chunk.source().topic());
    Optional<AdoptedTask> task = tasks.adopted(topicTask);
    long next = chunk.from();
    for (ConsumerRecord<byte[], byte[]> message : chunk.records()) {
      skips.add(next, message.offset(), GAP);
      next = message.offset() + 1;
      ExampleReader.Reading reading = reader.read(message, topicTask, task);
      if (reading instanceof ExampleReader.Reading.Accepted accepted) {
        rows.add(new PreparedRow(chunk.source(), message.offset(), accepted.row()));
      } else if (reading instanceof ExampleReader.Reading.Refused refused) {
        deadLetters.add(new DeadLetter(chunk.source(), message, refused.rejection()));
        skips.add(message.offset(), next, refused.rejection().reason().name());
      }
    }
    skips.add(next, chunk.to(), GAP);
    skips.finish();
  }

  /** Joins neighbouring offsets skipped for one reason. */
  private static final class Skips {
    private final SourcePartition source;
    private final OffsetRuns runs;
    private final List<SkippedRun> skipped;
    private String reason = "";
    private long from;
    private long to;

    Skips(SourcePartition source, OffsetRuns runs, List<SkippedRun> skipped) {
      this.source = source;
      this.runs = runs;
      this.skipped = skipped;
    }

    void add(long start, long end, String why) {
      if (start >= end) {
        return;
      }
      if (start == to && why.equals(reason)) {
        to = end;
      } else {
        finish();
        reason = why;
        from = start;
        to = end;
      }
    }

    void finish() {
      for (OffsetRun run : runs.of(source, from, to)) {
        skipped.add(SkippedRun.newBuilder().setRows(run).setReason(reason).build());
      }
      from = to;
    }
  }
}
