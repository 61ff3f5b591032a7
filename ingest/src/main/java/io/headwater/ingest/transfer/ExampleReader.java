package io.headwater.ingest.transfer;

import io.headwater.client.EncodedExample;
import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.source.Rows;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.Validated;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** Makes examples of a source's rows, on a thread of its own and a bounded number ahead. */
public final class ExampleReader implements AutoCloseable {
  /** Enough for the sender to go on while brokers beside it keep this thread off a processor. */
  private static final int AHEAD = 4_096;

  /**
   * Long texts are fewer ahead: as many again are with the sender, all decoded and encoded, which
   * takes up to five times as much memory.
   */
  private static final long BYTES_AHEAD = 16 << 20;

  private static final int AT_ONCE = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The last step of making an example: it costs least while the example is in the cache. */
  @FunctionalInterface
  public interface Encoder {
    /** Makes the bytes that are sent. */
    EncodedExample encode(LabeledExample example) throws InterruptedException;
  }

  private final RowSource source;
  private final ExampleMaker maker;
  private final int largest;
  private final Encoder encoder;
  private final BatchingQueue<ReadRow> queue = new BatchingQueue<>(AHEAD, AT_ONCE, BYTES_AHEAD);
  private final Thread thread;
  private volatile boolean closed;
  private volatile Optional<Throwable> failure = Optional.empty();
  private Queue<ReadRow> taken = new ArrayDeque<>();

  /**
   * Starts reading.
   *
   * @param largest most bytes of an example, key and framing among them
   * @param encoder called by the reading thread for each example
   */
  public ExampleReader(RowSource source, ExampleMaker maker, int largest, Encoder encoder) {
    this.source = source;
    this.maker = maker;
    this.largest = largest;
    this.encoder = encoder;
    this.thread = new Thread(this::read, "row-reader");
    thread.setDaemon(true); // it may hang in a read of standard input
    thread.start();
  }

  private void read() {
    try (Rows rows = source.open()) {
      for (Optional<Row> row = rows.next(); row.isPresent() && !closed; row = rows.next()) {
        ReadRow made = made(row.get());
        queue.put(made, made.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = Optional.of(e); // not the end of the source, where it is not for closing
    } catch (IOException
        | RuntimeException
        | Error e) { // an error too ends the wait of the other side
      failure = Optional.of(e);
    }
    queue.end();
  }

  private ReadRow made(Row row) throws InterruptedException {
    if (row instanceof Row.Unreadable unreadable) {
      return new ReadRow.Refused(row, unreadable.rejection());
    }
    Validated<LabeledExample> made = maker.make(((Row.Read) row).fields(), InstantSource.system());
    if (made instanceof Validated.Refused<LabeledExample> refused) {
      return new ReadRow.Refused(row, refused.rejection());
    }
    EncodedExample example = encoder.encode(((Validated.Accepted<LabeledExample>) made).value());
    if (example.size() > largest) {
      return new ReadRow.Refused(
          row,
          new Rejection(
              RejectionReason.TOO_LARGE,
              "example is larger than " + largest + " bytes, the producer's max.request.size"));
    }
    return new ReadRow.Example(example);
  }

  /**
   * Returns the next row, or nothing at the end. What the encoder throws comes out here, after the
   * rows before it.
   *
   * @throws IOException if the source cannot be read on, in one sentence
   * @throws IllegalArgumentException if the source cannot be what it was said to be
   */
  public Optional<ReadRow> next() throws IOException, InterruptedException {
    if (taken.isEmpty()) {
      taken = queue.takeAll();
    }
    if (taken.isEmpty()) {
      requireWhole();
    }
    return Optional.ofNullable(taken.poll());
  }

  /** Throws why the rows ended before the source did. */
  private void requireWhole() throws IOException {
    Optional<Throwable> why = failure;
    if (why.isPresent() && why.get() instanceof IOException fault) {
      throw fault;
    }
    if (why.isPresent() && why.get() instanceof RuntimeException fault) {
      throw fault;
    }
    if (why.isPresent()) {
      throw new IllegalStateException("The source could not be read on.", why.get());
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
