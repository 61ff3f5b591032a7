package io.headwater.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads the resident memory of this process, on systems that tell. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** Returns the number of bytes; empty on a system without Linux's status file. */
  static OptionalLong bytes() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return bytes(lines);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Returns the number of bytes found in the lines of Linux's status file. */
  static OptionalLong bytes(Stream<String> lines) {
    return lines
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst();
  }
}
