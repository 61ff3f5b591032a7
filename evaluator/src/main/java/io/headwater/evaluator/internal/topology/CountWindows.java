package io.headwater.evaluator.internal.topology;

import io.headwater.evaluator.internal.topology.CountWindow.Slot;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The windows by count of all series, mirrored in memory and stored with one entry per slot.
 *
 * <p>A prediction writes one small entry, whatever the window's size. Used by one thread.
 */
final class CountWindows {
  static final String STORE = "slots";

  private final int size;
  private final KeyValueStore<String, Slot> store;
  private final Map<String, CountWindow> windows = new HashMap<>();

  /** Makes the windows from the stored slots. */
  CountWindows(int size, KeyValueStore<String, Slot> store) {
    this.size = size;
    this.store = store;
    try (KeyValueIterator<String, Slot> slots = store.all()) {
      while (slots.hasNext()) {
        KeyValue<String, Slot> slot = slots.next();
        of(slot.value.prediction().series()).restore(slot.value);
      }
    }
  }

  void add(ScoredPrediction prediction) {
    CountWindow window = of(prediction.series());
    Slot slot = window.add(prediction);
    store.put(window.place(slot) + ":" + prediction.series(), slot);
  }

  /** Returns the windows by series. */
  Map<String, CountWindow> all() {
    return windows;
  }

  private CountWindow of(String series) {
    return windows.computeIfAbsent(series, name -> new CountWindow(size));
  }
}
