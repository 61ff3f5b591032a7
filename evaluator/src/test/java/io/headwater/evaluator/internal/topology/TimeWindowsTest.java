package io.headwater.evaluator.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.evaluator.internal.topology.ScoredPrediction.Score;
import io.headwater.evaluator.internal.topology.Totals.Sums;
import io.headwater.evaluator.metric.ConfusionCounts.LabelCounts;
import io.headwater.schemas.Split;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class TimeWindowsTest {
  private final KeyValueStore<String, Sums> sums = store("sums", new SumsCodec().serde());
  private final KeyValueStore<String, LabelCounts> labels =
      store("labels", new LabelCountsCodec().serde());

  @Test
  void shouldReadBackWhatItStored() {
    TimeWindows windows = new TimeWindows(1000, sums, labels);
    windows.add(prediction(100, "a", "a"));
    windows.add(prediction(200, "a", "b\0"));
    windows.add(prediction(1500, "b", "b"));
    TimeWindows back = new TimeWindows(1000, sums, labels);
    String series = prediction(0, "a", "a").series();
    assertThat(back.windowsOf(series).keySet()).containsExactly(0L, 1000L);
    for (long start : List.of(0L, 1000L)) {
      assertThat(back.windowsOf(series).get(start).metrics())
          .isEqualTo(windows.windowsOf(series).get(start).metrics());
      assertThat(back.windowsOf(series).get(start).sums())
          .isEqualTo(windows.windowsOf(series).get(start).sums());
    }
    assertThat(back.windowsOf(series).get(0L).metrics()).containsEntry("accuracy", 0.5);
  }

  @Test
  void shouldStoreNothingOfWindowsThatAreOver() {
    TimeWindows windows = new TimeWindows(1000, sums, labels);
    for (int second = 0; second < 50; second++) {
      windows.add(prediction(1000L * second, "a", "b"));
    }
    windows.add(prediction(0, "late", "late"));
    List<String> keys = new ArrayList<>();
    try (var all = sums.all()) {
      all.forEachRemaining(one -> keys.add(one.key));
    }
    try (var all = labels.all()) {
      all.forEachRemaining(one -> keys.add(one.key));
    }
    assertThat(keys).hasSize(5 + 2 * 5).noneMatch(key -> key.contains("late"));
  }

  private static ScoredPrediction prediction(long at, String truth, String prediction) {
    return new ScoredPrediction(
        "main", "t", Split.SERVING, 1, at, new Score.OfLabel(truth, prediction));
  }

  private static <V> KeyValueStore<String, V> store(String name, Serde<V> serde) {
    MockProcessorContext<String, String> context = new MockProcessorContext<>();
    KeyValueStore<String, V> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), serde)
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
