package io.headwater.evaluator.internal.topology;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The last predictions of a series, as a ring: a new one takes the slot of the oldest. Used by one
 * thread.
 */
final class CountWindow {
  private final Slot[] slots;
  private long next;

  /**
   * A place in the ring.
   *
   * @param sequence number of the prediction in its series, from 0
   * @param prediction the prediction
   */
  record Slot(long sequence, ScoredPrediction prediction) {}

  CountWindow(int size) {
    this.slots = new Slot[size];
  }

  /** Adds a prediction and returns its slot. */
  Slot add(ScoredPrediction prediction) {
    Slot slot = new Slot(next, prediction);
    restore(slot);
    return slot;
  }

  /** Restores a stored slot; of two slots with the same place, the later one counts. */
  void restore(Slot slot) {
    int place = place(slot);
    if (slots[place] == null || slots[place].sequence() < slot.sequence()) {
      slots[place] = slot;
    }
    next = Math.max(next, slot.sequence() + 1);
  }

  int place(Slot slot) {
    return (int) (slot.sequence() % slots.length);
  }

  /** Sums up the ring from scratch each time, so that no rounding error builds up. */
  Totals totals() {
    Totals totals = Totals.withRanks();
    for (Slot slot : slots) {
      // older slots may be left after the size was changed
      if (slot != null && slot.sequence() >= next - slots.length) {
        totals.add(slot.prediction());
      }
    }
    return totals;
  }

  /** Writes and reads slots. */
  static final class SlotCodec implements Codec<Slot> {
    private final ScoredPredictionCodec predictions = new ScoredPredictionCodec();

    @Override
    public void write(Slot slot, DataOutputStream out) throws IOException {
      out.writeLong(slot.sequence());
      predictions.write(slot.prediction(), out);
    }

    @Override
    public Slot read(DataInputStream in) throws IOException {
      return new Slot(in.readLong(), predictions.read(in));
    }
  }
}
