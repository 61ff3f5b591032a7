package io.headwater.ingest.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.headwater.client.EncodedExample;
import io.headwater.client.ExampleSink;
import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.source.Rows;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class TransferTest {
  private static final long BEFORE = 2;

  private static final ExampleMaker MAKER =
      new ExampleMaker(
          TaskSpec.newBuilder()
              .setName("topic")
              .setKind(TaskKind.CLASSIFICATION)
              .setOpenLabels(true)
              .build());

  private static final RecordSerializer<LabeledExample> SERIALIZER =
      new RecordSerializer<>(new InMemorySchemaRegistry());

  private final List<LabeledExample> sent = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final Transfer transfer =
      new Transfer(
          new Kept(),
          example -> {},
          (row, why) -> refused.add(row.location() + " " + why.reason()));

  /** Keeps what is sent, after others that are not the transfer's. */
  private final class Kept implements ExampleSink {
    @Override
    public EncodedExample encode(LabeledExample example) {
      return new EncodedExample(example, "topic", SERIALIZER.serialize("topic", example));
    }

    @Override
    public void send(EncodedExample example) {
      sent.add(example.example());
    }

    @Override
    public long delivered() {
      return BEFORE + sent.size();
    }
  }

  @Test
  void shouldSendExamplesInOrderAndSetTheOtherRowsAside() throws Exception {
    run(
        3_000,
        1_500,
        number ->
            switch ((int) (number % 1_000)) {
              case 7 -> read(number, Map.of("text", "a " + number));
              case 8 ->
                  new Row.Unreadable(
                      RowLocation.row(number),
                      new Rejection(RejectionReason.UNREADABLE_ROW, "so it is"),
                      "");
              case 9 -> read(number, Map.of("text", "x".repeat(2_000), "label", "y"));
              default -> read(number, Map.of("text", "a " + number, "label", "y"));
            });

    assertThat(refused)
        .hasSize(9)
        .startsWith("row 7 MISSING_FIELD", "row 8 UNREADABLE_ROW", "row 9 TOO_LARGE");
    assertThat(sent)
        .hasSize(2_991)
        .extracting(LabeledExample::getText)
        .endsWith("a 2999", "a 3000");
    assertThat(transfer.sent()).isEqualTo(2_991);
    assertThat(transfer.refused()).isEqualTo(9);
  }

  @Test
  void shouldSendWhatCameBeforeASourceFailed() {
    assertThatIOException()
        .isThrownBy(
            () ->
                run(
                    100,
                    1_500,
                    number -> {
                      if (number == 51) {
                        throw new IllegalStateException("disk gone");
                      }
                      return read(number, Map.of("text", "a", "label", "y"));
                    }))
        .withMessage("disk gone");
    assertThat(sent).hasSize(50);
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalArgumentException.class, InterruptedException.class})
  void shouldSendWhatCameBeforeAnExampleThatCannotBeEncoded(Class<? extends Exception> type) {
    RowSource source = new Numbered(100, number -> read(number, Map.of("text", "a", "label", "y")));
    AtomicLong encoded = new AtomicLong();

    assertThatException()
        .isThrownBy(
            () -> {
              try (var reader =
                  new ExampleReader(
                      source,
                      MAKER,
                      1_500,
                      example -> {
                        if (encoded.incrementAndGet() == 51) {
                          if (type == InterruptedException.class) {
                            throw new InterruptedException("stopped");
                          }
                          throw new IllegalArgumentException("stopped");
                        }
                        return new Kept().encode(example);
                      })) {
                transfer.run(reader);
              }
            })
        .satisfies(
            e ->
                assertThat(e instanceof IllegalArgumentException ? e : e.getCause())
                    .isInstanceOf(type)
                    .hasMessage("stopped"));
    assertThat(sent).hasSize(50);
  }

  @Test
  void shouldNotWaitForAReaderThatDied() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                run(
                    1,
                    1_500,
                    number -> {
                      throw new NoClassDefFoundError("a/B");
                    }))
        .withMessage("The source could not be read any further.");
  }

  static List<Map<String, Object>> longRows() {
    String text = "x".repeat(4 << 20);
    return List.of(
        Map.of("text", text, "label", "y"),
        Map.of("text", "a", "label", "y", "html", text),
        Map.of("text", text),
        Map.of("text", Map.of("body", List.of(text)), "label", new Object[] {"y"}));
  }

  @ParameterizedTest
  @MethodSource("longRows")
  void shouldReadFewLongRowsAhead(Map<String, Object> fields) throws Exception {
    AtomicLong read = new AtomicLong();
    AtomicReference<Thread> thread = new AtomicReference<>();
    RowSource source =
        new Numbered(
            20,
            number -> {
              thread.set(Thread.currentThread());
              read.set(number);
              return read(number, fields);
            });

    try (var reader = new ExampleReader(source, MAKER, Integer.MAX_VALUE, new Kept()::encode)) {
      while (thread.get() == null || thread.get().getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }

      assertThat(read).hasValue(5); // four may lie ahead, and one waits in hand
      transfer.run(reader);
    }
    assertThat(sent.size() + refused.size()).isEqualTo(20);
  }

  @Test
  void shouldRefuseWhatIsTooLargeOnTheWire() throws Exception {
    Map<String, Object> fields =
        Map.of("id", "1", "text", "\u20ac".repeat(1_000), "label", "y"); // three bytes each
    Map<String, Object> more = new HashMap<>(fields);
    more.put("k", "v".repeat(1_000));

    run(1, 3_000, number -> read(number, fields));
    assertThat(refused).containsExactly("row 1 TOO_LARGE");
    run(1, 3_500, number -> read(number, fields));
    assertThat(sent).hasSize(1);
    run(1, 3_500, number -> read(number, more));
    assertThat(refused).hasSize(2);
    assertThat(sent).hasSize(1);
  }

  private void run(long rows, int largest, LongFunction<Row> row) throws Exception {
    try (var reader =
        new ExampleReader(new Numbered(rows, row), MAKER, largest, new Kept()::encode)) {
      transfer.run(reader);
    }
  }

  private static Row read(long number, Map<String, Object> fields) {
    return new Row.Read(RowLocation.row(number), fields);
  }

  /** Rows made of their numbers. */
  private record Numbered(long last, LongFunction<Row> row) implements RowSource {
    @Override
    public Rows open() {
      return new Rows() {
        private long number;

        @Override
        public Optional<Row> next() throws IOException {
          if (number == last) {
            return Optional.empty();
          }
          number++;
          try {
            return Optional.of(row.apply(number));
          } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<String> fields() {
      return List.of("text", "label");
    }

    @Override
    public boolean repeatable() {
      return true;
    }
  }
}
