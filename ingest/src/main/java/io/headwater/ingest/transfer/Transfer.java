package io.headwater.ingest.transfer;

import io.headwater.ingest.fields.Made;
import io.headwater.schemas.LabeledExample;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends the examples of rows, and sets aside the rows that are none; counters may be read anywhere.
 */
public final class Transfer {
  private final Sink sink;
  private final Turn turn;
  private final Refusals refusals;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /** Where examples go; the same as {@link io.headwater.ingest.ExampleProducer#send}. */
  @FunctionalInterface
  public interface Sink {
    /** Sends an example, waiting while too many are on their way. */
    CompletableFuture<?> send(LabeledExample example) throws InterruptedException;
  }

  /** Says when an example may go. */
  @FunctionalInterface
  public interface Turn {
    /** Waits until it may. */
    void await(LabeledExample example) throws InterruptedException;
  }

  /** Takes the rows that are no examples. */
  @FunctionalInterface
  public interface Refusals {
    /** Takes one. */
    void add(MadeRow row, Made.Refused refused) throws IOException;
  }

  /** Prepares. */
  public Transfer(Sink sink, Turn turn, Refusals refusals) {
    this.sink = sink;
    this.turn = turn;
    this.refusals = refusals;
  }

  /**
   * Sends rows until there are no more; what was sent may still be on its way then.
   *
   * @throws IOException if the source cannot be read on, in one sentence
   * @throws InterruptedException if the thread is interrupted; what was sent stays sent
   */
  public void run(ExampleReader rows) throws IOException, InterruptedException {
    for (Optional<MadeRow> row = rows.next(); row.isPresent(); row = rows.next()) {
      if (row.get().made() instanceof Made.Refused no) {
        refusals.add(row.get(), no);
        refused.incrementAndGet();
      } else {
        send(((Made.Example) row.get().made()).example());
      }
    }
  }

  /**
   * Sends examples until there are no more; what was sent may still be on its way then.
   *
   * @throws InterruptedException if the thread is interrupted; what was sent stays sent
   */
  public void run(Iterator<LabeledExample> examples) throws InterruptedException {
    while (examples.hasNext()) {
      send(examples.next());
    }
  }

  private void send(LabeledExample example) throws InterruptedException {
    turn.await(example);
    var unused =
        sink.send(example)
            .whenComplete(
                (metadata, failure) -> {
                  if (failure == null) {
                    sent.incrementAndGet();
                  }
                });
  }

  /** Returns the examples the brokers have taken. */
  public long sent() {
    return sent.get();
  }

  /** Returns the rows that were refused. */
  public long refused() {
    return refused.get();
  }
}
