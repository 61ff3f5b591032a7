package io.headwater.model.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.headwater.model.ModelAdapters;
import io.headwater.model.ModelSnapshot;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a snapshot stores, for comparisons. */
public final class StoredBytes {
  private StoredBytes() {}

  /** Returns the bytes of every parameter, moment and counter, by name. */
  public static Map<String, ByteBuffer> of(Learner learner) {
    Map<String, ByteBuffer> bytes = new TreeMap<>();
    try (ModelSnapshot snapshot = learner.snapshot()) {
      NDList adapters = snapshot.adapters().map(ModelAdapters::arrays).orElseGet(NDList::new);
      for (NDList list :
          List.of(snapshot.trunk(), adapters, snapshot.modules(), snapshot.optimizer())) {
        for (NDArray array : list) {
          bytes.put(array.getName(), ByteBuffer.wrap(array.toByteArray()));
        }
      }
    }
    return bytes;
  }
}
