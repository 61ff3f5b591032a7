package io.headwater.trainer.internal.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ParallelMapperTest {

  @Property(tries = 60, seed = "1")
  void shouldReturnResultsInTheOrderOfTheItems(
      @ForAll @IntRange(min = 1, max = 5) int threads,
      @ForAll @IntRange(min = 0, max = 200) int items) {
    List<Integer> numbers = IntStream.range(0, items).boxed().toList();

    try (ParallelMapper parallel = new ParallelMapper(threads)) {
      assertThat(parallel.map(numbers, number -> -number))
          .isEqualTo(numbers.stream().map(number -> -number).toList());
    }
  }

  @Test
  void shouldSpreadManyItemsOverThreads() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();

    try (ParallelMapper parallel = new ParallelMapper(2)) {
      assertThat(
              parallel.map(
                  IntStream.range(0, 100).boxed().toList(),
                  number -> seen.add(Thread.currentThread())))
          .hasSize(100);
    }

    assertThat(seen).hasSize(2);
  }

  @Test
  void shouldThrowWhatTheFirstItemThrows() {
    try (ParallelMapper parallel = new ParallelMapper(3)) {
      assertThatThrownBy(
              () ->
                  parallel.map(
                      IntStream.range(0, 100).boxed().toList(),
                      number -> {
                        if (number >= 60) {
                          throw new IllegalStateException("item " + number);
                        }
                        return number;
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("item 60");
    }
  }

  @Test
  void shouldThrowTheErrorOfAStepAsItIs() {
    OutOfMemoryError error = new OutOfMemoryError("of a helper");
    try (ParallelMapper parallel = new ParallelMapper(2)) {
      assertThatThrownBy(
              () ->
                  parallel.map(
                      IntStream.range(0, 100).boxed().toList(),
                      number -> {
                        if (number == 99) {
                          throw error;
                        }
                        return number;
                      }))
          .isSameAs(error);
    }
  }
}
