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
import java.util.OptionalDouble;
import java.util.Queue;

/** Makes examples from a source's rows on its own thread, a bounded number of rows ahead. */
public final class ExampleReader implements AutoCloseable {
  /** Rows read ahead, so that the sender goes on while brokers here take this thread's core. */
  private static final int AHEAD = 4_096;

  /**
   * Limits the bytes read ahead, so that fewer long texts wait. The sender holds as many again, and
   * each is kept both decoded and encoded, which takes up to five times as much memory.
   */
  private static final long BYTES_AHEAD = 16 << 20;

  /** Rows after which too large a share of refused ones ends the reading. */
  private static final int ROWS_TO_JUDGE = 100;

  private static final int AT_ONCE = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Encodes an example right after it is made, while it is still in the processor's cache. */
  @FunctionalInterface
  public interface Encoder {
    /** Returns the example with the bytes to send. */
    EncodedExample encode(LabeledExample example) throws InterruptedException;
  }

  private final RowSource source;
  private final ExampleMaker maker;
  private final int largest;
  private final double mostRefused;
  private final Encoder encoder;
  private final BatchingQueue<ReadRow> queue = new BatchingQueue<>(AHEAD, AT_ONCE, BYTES_AHEAD);
  private final Thread thread;
  private volatile Optional<Rows> open = Optional.empty();
  private volatile boolean closed;
  private volatile Optional<Throwable> failure = Optional.empty();
  private Queue<ReadRow> taken = new ArrayDeque<>();

  /**
   * Starts reading on a new thread, however many rows are refused.
   *
   * @param largest most bytes of an example, including its key and framing
   * @param encoder called by the reading thread for each example
   */
  public ExampleReader(RowSource source, ExampleMaker maker, int largest, Encoder encoder) {
    this(source, maker, largest, 1, encoder);
  }

  /**
   * Starts reading on a new thread.
   *
   * @param largest most bytes of an example, including its key and framing
   * @param mostRefused share of refused rows, from 0 to 1, above which the reading fails once a
   *     hundred rows are read
   * @param encoder called by the reading thread for each example
   */
  public ExampleReader(
      RowSource source, ExampleMaker maker, int largest, double mostRefused, Encoder encoder) {
    this.source = source;
    this.maker = maker;
    this.largest = largest;
    this.mostRefused = mostRefused;
    this.encoder = encoder;
    this.thread = new Thread(this::read, "row-reader");
    thread.setDaemon(true); // a read of standard input may never return
    thread.start();
  }

  private void read() {
    try (Rows rows = source.open()) {
      open = Optional.of(rows);
      long read = 0;
      long refused = 0;
      for (Optional<Row> row = rows.next(); row.isPresent() && !closed; row = rows.next()) {
        ReadRow made = made(row.get());
        queue.put(made, made.size());
        read++;
        if (made instanceof ReadRow.Refused no) {
          requireFew(++refused, read, no.rejection());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = Optional.of(e); // unless closed, next() must not take it for the end
    } catch (IOException
        | RuntimeException
        | Error e) { // so that next() does not wait after an error
      failure = Optional.of(e);
    }
    queue.end();
  }

  private void requireFew(long refused, long read, Rejection last) throws IOException {
    if (read >= ROWS_TO_JUDGE && refused > mostRefused * read) {
      throw new IOException(
          refused
              + " of the first "
              + read
              + " rows are refused, a larger share than the "
              + mostRefused
              + " that --max-refused allows; the last because "
              + last.detail());
    }
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
   * Returns the next row, or nothing at the end.
   *
   * <p>What the encoder throws is thrown here, once the rows before it have been returned.
   *
   * @throws IOException if the rest of the source cannot be read; the message is one sentence
   * @throws IllegalArgumentException if the source is not what its settings say it is
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

  /** Throws the failure, if any, that ended the rows before the source did. */
  private void requireWhole() throws IOException {
    Optional<Throwable> why = failure;
    if (why.isPresent() && why.get() instanceof IOException fault) {
      throw fault;
    }
    if (why.isPresent() && why.get() instanceof RuntimeException fault) {
      throw fault;
    }
    if (why.isPresent()) {
      throw new IllegalStateException("The source could not be read any further.", why.get());
    }
  }

  /** Returns how much of the source was read, from 0 to 1, if that is known. */
  public OptionalDouble share() {
    return open.map(Rows::share).orElse(OptionalDouble.empty());
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
