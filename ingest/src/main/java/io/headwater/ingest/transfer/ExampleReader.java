package io.headwater.ingest.transfer;

import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.fields.Made;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.source.Rows;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** Makes examples of a source's rows, on a thread of its own and a bounded number ahead. */
public final class ExampleReader implements AutoCloseable {
  private static final int AHEAD = 1_024;
  private static final int AT_ONCE = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final RowSource source;
  private final ExampleMaker maker;
  private final int largest;
  private final Handover<Arrival> handover = new Handover<>(AHEAD, AT_ONCE);
  private final Thread thread;
  private volatile boolean closed;
  private Queue<Arrival> taken = new ArrayDeque<>();
  private boolean ended;

  /** What the thread hands over. */
  private sealed interface Arrival {
    record One(MadeRow row) implements Arrival {}

    record End(Optional<Throwable> failure) implements Arrival {}
  }

  /**
   * Starts reading.
   *
   * @param largest bytes of the largest example that is made
   */
  public ExampleReader(RowSource source, ExampleMaker maker, int largest) {
    this.source = source;
    this.maker = maker;
    this.largest = largest;
    this.thread = new Thread(this::read, "row-reader");
    thread.setDaemon(true); // it may hang in a read of standard input
    thread.start();
  }

  private void read() {
    Optional<Throwable> failure = Optional.empty();
    try (Rows rows = source.open()) {
      for (Optional<Row> row = rows.next(); row.isPresent() && !closed; row = rows.next()) {
        handover.put(new Arrival.One(made(row.get())), false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (IOException
        | RuntimeException
        | Error e) { // an error too ends the wait of the other side
      failure = Optional.of(e);
    }
    try {
      handover.put(new Arrival.End(failure), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private MadeRow made(Row row) {
    if (row instanceof Row.Unreadable unreadable) {
      return new MadeRow(row, new Made.Refused(unreadable.rejection()));
    }
    Made made = maker.make(((Row.Read) row).fields(), Instant.now());
    if (made instanceof Made.Example example && ExampleSize.above(largest, example.example())) {
      return new MadeRow(
          row,
          new Made.Refused(
              new Rejection(
                  RejectionReason.TOO_LARGE,
                  "example is larger than "
                      + largest
                      + " bytes, the producer's max.request.size")));
    }
    return new MadeRow(row, made);
  }

  /**
   * Returns the next row, or nothing at the end.
   *
   * @throws IOException if the source cannot be read on, in one sentence
   * @throws IllegalArgumentException if the source cannot be what it was said to be
   */
  public Optional<MadeRow> next() throws IOException, InterruptedException {
    if (ended) {
      return Optional.empty();
    }
    if (taken.isEmpty()) {
      taken = handover.takeAll();
    }
    Arrival arrival = taken.remove();
    if (arrival instanceof Arrival.One one) {
      return Optional.of(one.row());
    }
    ended = true;
    Optional<Throwable> failure = ((Arrival.End) arrival).failure();
    if (failure.isPresent() && failure.get() instanceof IOException fault) {
      throw fault;
    }
    if (failure.isPresent() && failure.get() instanceof RuntimeException fault) {
      throw fault;
    }
    if (failure.isPresent()) {
      throw new IllegalStateException("The source could not be read on.", failure.get());
    }
    return Optional.empty();
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
