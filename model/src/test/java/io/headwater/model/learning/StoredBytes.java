package io.headwater.model.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.headwater.model.ModelSnapshot;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a snapshot stores, for comparisons. */
final class StoredBytes {
  private StoredBytes() {}

  /** Returns the bytes of every parameter, moment and counter, by name. */
  static Map<String, ByteBuffer> of(Learner learner) {
    Map<String, ByteBuffer> bytes = new TreeMap<>();
    try (ModelSnapshot snapshot = learner.snapshot()) {
      for (NDList list : List.of(snapshot.trunk(), snapshot.modules(), snapshot.optimizer())) {
        for (NDArray array : list) {
          bytes.put(array.getName(), ByteBuffer.wrap(array.toByteArray()));
        }
      }
    }
    return bytes;
  }
}
