package io.headwater.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/**
 * What the bench of the memory found.
 *
 * @param size name of the model's size
 * @param steps number of steps
 * @param malloc whether the environment holds settings of the C library's memory
 * @param readings by step
 */
record MemoryReport(String size, int steps, boolean malloc, List<Reading> readings) {

  /**
   * The memory after a step.
   *
   * @param step number of the step, from 1
   * @param residentBytes memory of the process in main memory; -1 where the system does not tell
   * @param heapBytes memory the virtual machine holds for its heap
   * @param heapUsedBytes part of it that holds objects, live or not
   * @param arrays arrays of the engine that are not closed
   */
  record Reading(int step, long residentBytes, long heapBytes, long heapUsedBytes, int arrays) {
    private long besideHeapBytes() {
      return residentBytes - heapBytes;
    }
  }

  /** Returns the last resident size over that after the settled step, where the system tells. */
  @JsonIgnore
  OptionalDouble growth() {
    return growth(Reading::residentBytes);
  }

  /**
   * Returns the same of what is resident beyond the heap's committed memory, which the virtual
   * machine fills by and by whatever the bench does, and which stands on both sides of the other
   * ratio.
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
