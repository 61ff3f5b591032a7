package io.headwater.ingest.transfer;

import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.fields.Made;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.source.Rows;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Makes examples of a source's rows, on a thread of its own and a bounded number ahead.
 *
 * @param <T> what is made of an example there
 */
public final class ExampleReader<T> implements AutoCloseable {
  /** Enough for the sender to go on while brokers beside it keep this thread off a processor. */
  private static final int AHEAD = 4_096;

  /**
   * Long texts are fewer ahead: as many again are with the sender, all decoded and encoded, which
   * takes four bytes for each character of Latin letters and ten for others.
   */
  private static final long CHARACTERS_AHEAD = 16 << 20;

  private static final int AT_ONCE = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * The last step of making an example: it costs least where the example is in the cache still.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  public interface Finish<T> {
    /** Makes it. */
    T of(LabeledExample example) throws InterruptedException;
  }

  private final RowSource source;
  private final ExampleMaker maker;
  private final int largest;
  private final Finish<T> finish;
  private final Handover<ReadRow<T>> handover = new Handover<>(AHEAD, AT_ONCE, CHARACTERS_AHEAD);
  private final Thread thread;
  private volatile boolean closed;
  private volatile Optional<Throwable> failure = Optional.empty();
  private Queue<ReadRow<T>> taken = new ArrayDeque<>();

  /**
   * Starts reading.
   *
   * @param largest bytes of the largest example that is made
   * @param finish called by the reading thread for each example
   */
  public ExampleReader(RowSource source, ExampleMaker maker, int largest, Finish<T> finish) {
    this.source = source;
    this.maker = maker;
    this.largest = largest;
    this.finish = finish;
    this.thread = new Thread(this::read, "row-reader");
    thread.setDaemon(true); // it may hang in a read of standard input
    thread.start();
  }

  private void read() {
    try (Rows rows = source.open()) {
      for (Optional<Row> row = rows.next(); row.isPresent() && !closed; row = rows.next()) {
        ReadRow<T> made = made(row.get());
        handover.put(made, made.characters());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = Optional.of(e); // not the end of the source, where it is not for closing
    } catch (IOException
        | RuntimeException
        | Error e) { // an error too ends the wait of the other side
      failure = Optional.of(e);
    }
    handover.end();
  }

  private ReadRow<T> made(Row row) throws InterruptedException {
    if (row instanceof Row.Unreadable unreadable) {
      return new ReadRow.Refused<>(row, unreadable.rejection());
    }
    Made made = maker.make(((Row.Read) row).fields(), InstantSource.system());
    if (made instanceof Made.Refused refused) {
      return new ReadRow.Refused<>(row, refused.rejection());
    }
    LabeledExample example = ((Made.Example) made).example();
    if (ExampleSize.above(largest, example)) {
      return new ReadRow.Refused<>(
          row,
          new Rejection(
              RejectionReason.TOO_LARGE,
              "example is larger than " + largest + " bytes, the producer's max.request.size"));
    }
    return new ReadRow.Example<>(finish.of(example), ExampleSize.characters(example));
  }

  /**
   * Returns the next row, or nothing at the end. What the finish throws comes out here, after the
   * rows before it.
   *
   * @throws IOException if the source cannot be read on, in one sentence
   * @throws IllegalArgumentException if the source cannot be what it was said to be
   */
  public Optional<ReadRow<T>> next() throws IOException, InterruptedException {
    if (taken.isEmpty()) {
      taken = handover.takeAll();
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
