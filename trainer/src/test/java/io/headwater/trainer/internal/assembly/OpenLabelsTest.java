package io.headwater.trainer.internal.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.ModelSizes;
import io.headwater.model.TaskModule;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.serving.InputText;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.Batcher;
import io.headwater.trainer.internal.batch.PreparedRow;
import io.headwater.trainer.internal.batch.StepSeeds;
import io.headwater.trainer.internal.stream.Block;
import io.headwater.trainer.internal.stream.Chunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class OpenLabelsTest {
  private static final Topics TOPICS = new Topics("t.");
  private static final SchemaRegistry REGISTRY = new InMemorySchemaRegistry();
  private static final Tokenizer TOKENIZER = Tokenizers.train(List.of("some texts"), 330);
  private static final RecordSerializer<LabeledExample> SERIALIZER =
      new RecordSerializer<>(REGISTRY);

  @Test
  void shouldTakeALabelInAtTheStartOfTheBlockInWhichItIsSeenOftenEnough() {
    Run run = new Run(open(3, 100));
    AssembledBlock first = run.assemble("a", "b", "a", "c");
    AssembledBlock second = run.assemble("c", "b", "a", "d", "a");

    assertThat(first.changes()).isEmpty();
    assertThat(first.batches()).isEmpty();
    assertThat(run.skipped(first)).containsExactly("0+4 LABEL_AWAITS_SUPPORT");
    assertThat(first.deadLetters()).isEmpty();
    assertThat(second.changes()).singleElement().isInstanceOf(TaskChange.Adopted.class);
    assertThat(run.labels()).containsExactly("a");
    assertThat(run.rows(second)).containsExactly("6:0", "8:0");
    assertThat(run.skipped(second))
        .containsExactly("4+2 LABEL_AWAITS_SUPPORT", "7+1 LABEL_AWAITS_SUPPORT");
  }

  @Test
  void shouldOrderNewLabelsByFirstSightingBehindTheDeclaredOnes() {
    Run run = new Run(open(2, 100).setLabels(List.of("z", "y")));
    run.assemble("late", "early");
    AssembledBlock second = run.assemble("early", "new", "new", "late", "y");

    assertThat(second.changes())
        .singleElement()
        .isInstanceOfSatisfying(
            TaskChange.Grown.class,
            grown -> assertThat(grown.labels()).containsExactly("late", "early", "new"));
    assertThat(run.labels()).containsExactly("z", "y", "late", "early", "new");
    assertThat(run.rows(second)).containsExactly("2:3", "3:4", "4:4", "5:2", "6:1");
  }

  @Test
  void shouldSkipNoneWhereOneSightingIsEnough() {
    Run run = new Run(open(1, 100));
    AssembledBlock block = run.assemble("b", "a", "b");
    assertThat(run.rows(block)).containsExactly("0:0", "1:1", "2:0");
    assertThat(run.skipped(block)).isEmpty();
  }

  @Test
  void shouldRefuseLabelsBeyondTheCap() {
    Run run = new Run(open(1, 2));
    AssembledBlock first = run.assemble("a", "b", "c", "a");
    AssembledBlock second = run.assemble("d", "b");

    assertThat(run.labels()).containsExactly("a", "b");
    assertThat(run.skipped(first)).containsExactly("2+1 LABEL_CAP_REACHED");
    assertThat(second.deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.rejection().reason()).isEqualTo(RejectionReason.LABEL_CAP_REACHED);
              assertThat(letter.rejection().detail()).contains("'d'", "labelCap 2");
            });
    assertThat(second.pendingLabels()).isEmpty();
  }

  @Test
  void shouldForgetTheLabelsSeenLeastAndLongestAgoWhereTooManyWait() {
    Run run = new Run(open(3, 2));
    run.assemble("old", "twice", "twice", "b", "c", "d", "e", "f", "g");
    assertThat(run.pending()).containsExactly("old", "twice", "b", "c", "d", "e", "f", "g");
    run.assemble("h", "i");
    assertThat(run.pending()).containsExactly("twice", "c", "d", "e", "f", "g", "h", "i");
  }

  @Test
  void shouldNotCountExamplesThatAreRefused() {
    Run run = new Run(open(2, 100));
    AssembledBlock block = run.assemble("a", " ", "a ".repeat(200), "b");
    assertThat(run.pending()).containsExactly("a", "b");
    assertThat(block.deadLetters())
        .extracting(letter -> letter.rejection().reason())
        .containsExactly(RejectionReason.BLANK_LABEL, RejectionReason.LABEL_TOO_LONG);
  }

  @Test
  void shouldRefuseForeignLabelsOnceASetIsClosed() {
    Run run = new Run(open(1, 100));
    run.assemble("a", "b");
    run.specify(open(1, 100).setOpenLabels(false).setLabels(List.of("b", "a")).setVersion(2));
    AssembledBlock block = run.assemble("b", "c");
    assertThat(run.rows(block)).containsExactly("2:1");
    assertThat(run.skipped(block)).containsExactly("3+1 LABEL_NOT_IN_SET");
  }

  @Provide
  Arbitrary<List<List<String>>> blocks() {
    Arbitrary<String> label =
        Arbitraries.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j\n\\n k", " ", "l m");
    return label.list().ofMinSize(1).ofMaxSize(9).list().ofMaxSize(12);
  }

  /**
   * A restart goes on from the cut at the end of a block, or from one that an admission led to
   * within a block, where the model has the labels already and the block is repeated.
   */
  @Property(tries = 400)
  void shouldTakeInTheSameLabelsHoweverOftenTheRunIsBroken(
      @ForAll("blocks") List<List<String>> blocks,
      @ForAll Set<@IntRange(max = 11) Integer> restarts,
      @ForAll Set<@IntRange(max = 11) Integer> repeats,
      @ForAll @IntRange(min = 1, max = 4) int support,
      @ForAll @IntRange(min = 1, max = 6) int cap) {
    Run whole = new Run(open(support, cap));
    Run broken = new Run(open(support, cap));
    for (int i = 0; i < blocks.size(); i++) {
      String[] labels = blocks.get(i).toArray(String[]::new);
      AssembledBlock expected = whole.assemble(labels);
      Run before = broken.resumed();
      AssembledBlock block = broken.assemble(labels);
      if (repeats.contains(i) && !block.changes().isEmpty()) {
        broken = before.with(broken.modules());
        block = broken.assemble(labels);
      }
      if (restarts.contains(i)) {
        broken = broken.resumed();
      }
      assertThat(broken.rows(block)).isEqualTo(whole.rows(expected));
      assertThat(block.closing()).isEqualTo(expected.closing());
      assertThat(broken.labels()).isEqualTo(whole.labels());
      assertThat(broken.pending()).isEqualTo(whole.pending());
      assertThat(broken.pending()).hasSizeLessThanOrEqualTo(4 * cap);
      assertThat(whole.labels()).hasSizeLessThanOrEqualTo(cap);
    }
  }

  private static TaskSpec.Builder open(int support, int cap) {
    return TaskSpec.newBuilder()
        .setName("mood")
        .setKind(TaskKind.CLASSIFICATION)
        .setOpenLabels(true)
        .setMinimumSupport(support)
        .setLabelCap(cap);
  }

  /** One task's stream and what assembles it. */
  private static final class Run {
    private static final SourcePartition SOURCE =
        new SourcePartition(TOPICS.examples("mood"), "id", 0);

    private final TaskSpec spec;
    private final TaskRegistry tasks;
    private final BlockAssembler assembler;
    private final List<TaskModule> modules = new ArrayList<>();
    private final Map<String, String> state;
    private long step;
    private long next;

    Run(TaskSpec.Builder spec) {
      this(spec.build(), List.of(), Map.of(), 0, 0);
    }

    private Run(
        TaskSpec spec, List<TaskModule> modules, Map<String, String> state, long step, long next) {
      this.spec = spec;
      this.tasks =
          new TaskRegistry(
              new ModulePlanner(ModelSizes.tiny(TOKENIZER.vocabularySize(), 0, 1), TOKENIZER),
              modules,
              PendingLabels.restore(state));
      this.assembler =
          new BlockAssembler(
              TOPICS,
              tasks,
              new ExampleDecoder(
                  new RecordDeserializer<>(REGISTRY, LabeledExample.class),
                  new RowEncoder(TOKENIZER, InputText.causal(TOKENIZER))),
              new Batcher(60),
              new StepSeeds(1),
              new ParallelMapper(1),
              step);
      this.modules.addAll(modules);
      this.state = new HashMap<>(state);
      this.step = step;
      this.next = next;
      specify(TaskSpec.newBuilder(spec));
    }

    void specify(TaskSpec.Builder changed) {
      tasks.update(new TreeMap<>(Map.of("mood", changed.build()))).forEach(this::follow);
    }

    AssembledBlock assemble(String... labels) {
      long from = next;
      AssembledBlock block =
          assembler.assemble(
              new Block(
                  List.of(
                      new Chunk(
                          SOURCE,
                          from,
                          from + labels.length,
                          IntStream.range(0, labels.length)
                              .mapToObj(i -> message(from + i, labels[i]))
                              .toList()))));
      next += labels.length;
      step += block.batches().size();
      block.changes().forEach(this::follow);
      state.clear();
      state.putAll(PendingLabels.store(block.pendingLabels()));
      return block;
    }

    /** What a learner would have. */
    private void follow(TaskChange change) {
      if (change instanceof TaskChange.Adopted adopted) {
        modules.add(adopted.task().module());
      } else if (change instanceof TaskChange.Grown grown) {
        List<String> all = new ArrayList<>(modules.get(0).labels());
        all.addAll(grown.labels());
        modules.set(0, modules.get(0).withLabels(all));
      }
    }

    Run resumed() {
      return with(modules);
    }

    Run with(List<TaskModule> learned) {
      return new Run(spec, learned, state, step, next);
    }

    List<TaskModule> modules() {
      return modules;
    }

    List<String> labels() {
      return modules.isEmpty() ? List.of() : modules.get(0).labels();
    }

    List<String> pending() {
      return List.copyOf(
          PendingLabels.restore(state).getOrDefault("mood", PendingLabels.NONE).counts().keySet());
    }

    /** Offset and label of each row, in the order of the log. */
    List<String> rows(AssembledBlock block) {
      return block.batches().stream()
          .map(Batch::rows)
          .flatMap(List::stream)
          .sorted(Comparator.comparingLong(PreparedRow::offset))
          .map(row -> row.offset() + ":" + ((RowTarget.Label) row.row().target()).row())
          .toList();
    }

    List<String> skipped(AssembledBlock block) {
      return block.closing().getSkipped().stream()
          .map(s -> s.getRows().getFrom() + "+" + s.getRows().getCount() + " " + s.getReason())
          .toList();
    }

    private static ConsumerRecord<byte[], byte[]> message(long offset, String label) {
      byte[] value =
          SERIALIZER.serialize(
              SOURCE.topic(),
              LabeledExample.newBuilder()
                  .setId("x" + offset)
                  .setTask("mood")
                  .setText("some texts")
                  .setTarget(new LabelTarget(label))
                  .setOccurredAt(Instant.EPOCH)
                  .build());
      return new ConsumerRecord<>(SOURCE.topic(), 0, offset, new byte[0], value);
    }
  }
}
