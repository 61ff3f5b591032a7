package io.headwater.ingest.transfer;

import io.headwater.client.EncodedExample;
import io.headwater.client.ExampleSink;
import io.headwater.ingest.source.Row;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.Rejection;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Sends the examples of rows and sets the other rows aside; any thread may read the counters. */
public final class Transfer {
  private final ExampleSink sink;
  private final Turn turn;
  private final Refusals refusals;
  private final long deliveredBefore;
  private final AtomicLong refused = new AtomicLong();

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
    void add(Row row, Rejection why) throws IOException;
  }

  /**
   * Makes a transfer.
   *
   * @param sink where examples go, and only this transfer's until it is over
   */
  public Transfer(ExampleSink sink, Turn turn, Refusals refusals) {
    this.sink = sink;
    this.deliveredBefore = sink.delivered();
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
    for (Optional<ReadRow> row = rows.next(); row.isPresent(); row = rows.next()) {
      if (row.get() instanceof ReadRow.Example one) {
        send(one.example());
      } else if (row.get() instanceof ReadRow.Refused no) {
        refusals.add(no.row(), no.rejection());
        refused.incrementAndGet();
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
      send(sink.encode(examples.next()));
    }
  }

  private void send(EncodedExample example) throws InterruptedException {
    turn.await(example.example());
    sink.send(example);
  }

  /** Returns the examples the brokers have taken. */
  public long sent() {
    return Math.max(0, sink.delivered() - deliveredBefore); // failures are counted a moment early
  }

  /** Returns the rows that were refused. */
  public long refused() {
    return refused.get();
  }
}
