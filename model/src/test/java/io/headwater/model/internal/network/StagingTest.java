package io.headwater.model.internal.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StagingTest {
  @Test
  void shouldKeepArraysApartThatPassedTheSameBuffer() {
    Staging staging = new Staging();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray longs =
          staging.longs(manager, new long[] {1, -2, Long.MAX_VALUE, 4}, new Shape(2, 2));
      NDArray floats = staging.floats(manager, 0.5f, -7);
      NDArray doubles = staging.doubles(manager, 1e-300, 3);

      assertThat(longs.getShape()).isEqualTo(new Shape(2, 2));
      assertThat(longs.toLongArray()).containsExactly(1, -2, Long.MAX_VALUE, 4);
      assertThat(floats.toFloatArray()).containsExactly(0.5f, -7);
      assertThat(doubles.toDoubleArray()).containsExactly(1e-300, 3);
      assertThat(manager.getManagedArrays()).containsExactlyInAnyOrder(longs, floats, doubles);
    }
  }

  @Test
  void shouldGrowWithTheLargestArray() {
    Staging staging = new Staging();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      long[] many = LongStream.range(0, 100_000).toArray();

      assertThat(staging.longs(manager, many).toLongArray()).isEqualTo(many);
      assertThat(staging.longs(manager, 5).toLongArray()).containsExactly(5);
    }
  }
}
