package io.headwater.model.hardware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A processor, by the names Linux gives its abilities.
 *
 * @param flags names of what it can do, such as {@code amx_bf16}; empty where nobody says
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
      return new Processor(Set.of()); // no Linux: what it can do is not known
    }
  }

  /**
   * Returns whether it multiplies bfloat16 by instructions of their own, of matrices (AMX) or of
   * vectors (AVX-512): on both a step is shorter than in float32.
   */
  public boolean multipliesBfloat16() {
    return flags.stream().anyMatch(BFLOAT16_PRODUCTS::contains);
  }
}
