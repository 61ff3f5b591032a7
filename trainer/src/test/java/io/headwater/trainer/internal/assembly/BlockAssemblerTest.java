package io.headwater.trainer.internal.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.model.ModelSizes;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.serving.InputText;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.OffsetRun;
import io.headwater.schemas.SkippedRun;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.RegistryUnavailableException;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.trainer.internal.batch.Batcher;
import io.headwater.trainer.internal.batch.StepSeeds;
import io.headwater.trainer.internal.stream.Block;
import io.headwater.trainer.internal.stream.Chunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockAssemblerTest {
  private static final Topics TOPICS = new Topics("t.");
  private static final SourcePartition KNOWN =
      new SourcePartition(TOPICS.examples("mood"), "id1", 0);
  private static final SourcePartition UNKNOWN =
      new SourcePartition(TOPICS.examples("other"), "id2", 0);

  private final SchemaRegistry registry = new InMemorySchemaRegistry();
  private final Tokenizer tokenizer = Tokenizers.train(List.of("glad and sad texts"), 330);
  private final RecordSerializer<LabeledExample> serializer = new RecordSerializer<>(registry);

  @AfterEach
  void close() {
    tokenizer.close();
    registry.close();
  }

  @Test
  void shouldAccountForEveryOffsetAsRowRefusalOrGap() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(message(KNOWN, 3, example("glad")));
    records.add(message(KNOWN, 4, example("nonsense")));
    records.add(message(KNOWN, 5, example("nonsense")));
    records.add(message(KNOWN, 8, new byte[] {9}));
    records.add(message(KNOWN, 9, example("sad")));
    Block block =
        new Block(
            List.of(
                new Chunk(KNOWN, 2, 11, records),
                new Chunk(UNKNOWN, 0, 1, List.of(message(UNKNOWN, 0, example("glad"))))));

    AssembledBlock assembled = assembler(registry, 41).assemble(block);

    assertThat(assembled.batches()).hasSize(1);
    assertThat(assembled.batches().get(0).step()).isEqualTo(42);
    assertThat(assembled.batches().get(0).rows())
        .extracting(row -> row.offset() + ":" + ((RowTarget.Label) row.row().target()).row())
        .containsExactly("3:0", "9:1");
    assertThat(assembled.positions()).isEqualTo(Map.of(KNOWN, 11L, UNKNOWN, 1L));
    assertThat(assembled.closing().getSkipped())
        .extracting(BlockAssemblerTest::text)
        .containsExactly(
            "0:2+1 gap",
            "0:4+2 LABEL_NOT_IN_SET",
            "0:6+2 gap",
            "0:8+1 UNREADABLE_BYTES",
            "0:10+1 gap",
            "1:0+1 UNKNOWN_TASK");
    assertThat(assembled.deadLetters())
        .extracting(letter -> letter.message().offset())
        .containsExactly(4L, 5L, 8L, 0L);
  }

  @Test
  void shouldNumberStepsOnlyWhereTheBlockCouldBeRead() {
    Block block =
        new Block(List.of(new Chunk(KNOWN, 0, 1, List.of(message(KNOWN, 0, example("sad"))))));
    Flaky flaky = new Flaky(registry);
    BlockAssembler assembler = assembler(flaky, 0);
    assertThatThrownBy(() -> assembler.assemble(block))
        .isInstanceOf(RegistryUnavailableException.class);
    flaky.up = true;
    assertThat(assembler.assemble(block).batches().get(0).step()).isEqualTo(1);
  }

  @Test
  void shouldCutInputsToTheTasksLimit() {
    Block block =
        new Block(List.of(new Chunk(KNOWN, 0, 1, List.of(message(KNOWN, 0, example("sad"))))));
    assertThat(assembler(registry, 0).assemble(block).batches().get(0).rows())
        .singleElement()
        .satisfies(row -> assertThat(row.row().input()).hasSize(4));
  }

  @Test
  void shouldKeepOnlyTheTokensOfATextWhileTheBlockIsAssembled() {
    ReadExample kept =
        decoder(registry)
            .reduce(
                LabeledExample.newBuilder()
                    .setId("x")
                    .setTask("mood")
                    .setText("a glad text ".repeat(10_000))
                    .setTarget(new LabelTarget("glad"))
                    .setOccurredAt(Instant.EPOCH)
                    .build(),
                tasks().adopted("mood"));

    assertThat(kept)
        .isInstanceOfSatisfying(
            ReadExample.Tokenized.class, tokens -> assertThat(tokens.input()).hasSize(4));
    assertThat(kept.label()).contains("glad");
  }

  private ExampleDecoder decoder(SchemaRegistry from) {
    return new ExampleDecoder(
        new RecordDeserializer<>(from, LabeledExample.class),
        new RowEncoder(tokenizer, InputText.causal(tokenizer)));
  }

  private BlockAssembler assembler(SchemaRegistry from, long step) {
    return new BlockAssembler(
        TOPICS,
        tasks(),
        decoder(from),
        new Batcher(1000),
        new StepSeeds(1),
        new ParallelMapper(1),
        step);
  }

  private TaskRegistry tasks() {
    TaskRegistry tasks =
        new TaskRegistry(
            new ModulePlanner(ModelSizes.tiny(tokenizer.vocabularySize(), 0, 1), tokenizer),
            List.of(),
            Map.of());
    TaskSpec mood =
        TaskSpec.newBuilder()
            .setName("mood")
            .setKind(TaskKind.CLASSIFICATION)
            .setLabels(List.of("glad", "sad"))
            .setMaxInputTokens(4)
            .build();
    assertThat(tasks.update(new TreeMap<>(Map.of("mood", mood)))).hasSize(2);
    return tasks;
  }

  private byte[] example(String label) {
    return serializer.serialize(
        KNOWN.topic(),
        LabeledExample.newBuilder()
            .setId("x")
            .setTask("mood")
            .setText("a text of more than four tokens")
            .setTarget(new LabelTarget(label))
            .setOccurredAt(Instant.EPOCH)
            .build());
  }

  private static ConsumerRecord<byte[], byte[]> message(
      SourcePartition source, long offset, byte[] value) {
    return new ConsumerRecord<>(source.topic(), source.partition(), offset, new byte[0], value);
  }

  private static String text(SkippedRun skipped) {
    OffsetRun run = skipped.getRows();
    return run.getSource() + ":" + run.getFrom() + "+" + run.getCount() + " " + skipped.getReason();
  }

  /** A registry that is away until it is up. */
  private static final class Flaky implements SchemaRegistry {
    private final SchemaRegistry behind;
    private boolean up;

    Flaky(SchemaRegistry behind) {
      this.behind = behind;
    }

    @Override
    public int register(String subject, Schema schema) {
      return behind.register(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      if (!up) {
        throw new RegistryUnavailableException("registry is away", null);
      }
      return behind.byId(id);
    }

    @Override
    public void close() {
      // Borrowed.
    }
  }
}
