package io.headwater.model.hardware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A processor, described by the feature flags that Linux reports.
 *
 * @param flags names of its features, such as {@code amx_bf16}; empty if they are unknown
 */
public record Processor(Set<String> flags) {
  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");
  private static final Set<String> BFLOAT16_PRODUCTS = Set.of("amx_bf16", "avx512_bf16");

  /** Copies the names. */
  public Processor {
    flags = Set.copyOf(flags);
  }

  /** Returns the processor of this machine. */
  public static Processor here() {
    return describedBy(DESCRIPTION);
  }

  static Processor describedBy(Path description) {
    try (var lines = Files.lines(description)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .map(names -> new Processor(new TreeSet<>(List.of(names.split("\\s+")))))
          .orElseGet(() -> new Processor(Set.of()));
    } catch (IOException | UncheckedIOException e) {
      return new Processor(Set.of()); // not Linux: its features are unknown
    }
  }

  /**
   * Returns whether it has instructions that multiply bfloat16 matrices (AMX) or vectors (AVX-512).
   * With either, a training step is shorter than in float32.
   */
  public boolean multipliesBfloat16() {
    return flags.stream().anyMatch(BFLOAT16_PRODUCTS::contains);
  }
}
