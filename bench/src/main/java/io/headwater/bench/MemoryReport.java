package io.headwater.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/**
 * The figures of the memory bench.
 *
 * @param size name of the model's size
 * @param steps number of steps
 * @param malloc whether the environment holds settings of the C library's allocator
 * @param readings memory readings, in the order of steps
 */
record MemoryReport(String size, int steps, boolean malloc, List<Reading> readings) {

  /**
   * The memory after a step.
   *
   * @param step number of the step, from 1
   * @param residentBytes resident memory of the process; -1 if the system does not tell
   * @param heapBytes memory the virtual machine holds for its heap
   * @param heapUsedBytes part of the heap that holds objects, live or not
   * @param arrays number of the engine's arrays that are not closed
   */
  record Reading(int step, long residentBytes, long heapBytes, long heapUsedBytes, int arrays) {
    private long besideHeapBytes() {
      return residentBytes - heapBytes;
    }
  }

  /** Returns the last resident size divided by that at the settled step, if both are known. */
  @JsonIgnore
  OptionalDouble growth() {
    return growth(Reading::residentBytes);
  }

  /**
   * Returns the growth of the resident memory minus the heap's committed memory.
   *
   * <p>The virtual machine fills the heap gradually whatever the bench does, and the heap is in
   * both the numerator and the denominator of {@link #growth()}.
   */
  @JsonIgnore
  OptionalDouble growthBesideHeap() {
    return growth(Reading::besideHeapBytes);
  }

  private OptionalDouble growth(ToLongFunction<Reading> memory) {
    Reading last = readings.get(readings.size() - 1);
    return readings.stream()
        .filter(reading -> reading.step() == MemoryBench.SETTLED && reading.residentBytes() > 0)
        .filter(reading -> memory.applyAsLong(reading) > 0)
        .mapToDouble(reading -> (double) memory.applyAsLong(last) / memory.applyAsLong(reading))
        .findFirst();
  }

  @JsonProperty("residentGrowth")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  Double residentGrowth() {
    return growth().isPresent() ? growth().getAsDouble() : null;
  }

  @JsonProperty("nativeGrowth")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  Double nativeGrowth() {
    return growthBesideHeap().isPresent() ? growthBesideHeap().getAsDouble() : null;
  }
}
