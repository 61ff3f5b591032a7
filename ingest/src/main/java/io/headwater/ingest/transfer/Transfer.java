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

/** Sends the examples of rows and sets refused rows aside; any thread may read the counters. */
public final class Transfer {
  private final ExampleSink sink;
  private final Turn turn;
  private final Refusals refusals;
  private final long deliveredBefore;
  private final AtomicLong refused = new AtomicLong();

  /** Decides when an example may be sent. */
  @FunctionalInterface
  public interface Turn {
    /** Waits until the example may be sent. */
    void await(LabeledExample example) throws InterruptedException;
  }

  /** Takes the rows that no example can be made from. */
  @FunctionalInterface
  public interface Refusals {
    /** Takes one refused row. */
    void add(Row row, Rejection why) throws IOException;
  }

  /**
   * Makes a transfer.
   *
   * @param sink receives the examples; nothing else may use it until the transfer is over
   */
  public Transfer(ExampleSink sink, Turn turn, Refusals refusals) {
    this.sink = sink;
    this.deliveredBefore = sink.delivered();
    this.turn = turn;
    this.refusals = refusals;
  }

  /**
   * Sends rows until there are no more; the last may still be on their way when it returns.
   *
   * @throws IOException if the rest of the source cannot be read; the message is one sentence
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
   * Sends examples until there are no more; the last may still be on their way when it returns.
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

  /** Returns the number of examples that the brokers have accepted. */
  public long sent() {
    return Math.max(0, sink.delivered() - deliveredBefore); // failures are counted a moment early
  }

  /** Returns the number of rows refused. */
  public long refused() {
    return refused.get();
  }
}
