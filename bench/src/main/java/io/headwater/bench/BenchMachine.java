package io.headwater.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine a bench ran on.
 *
 * @param processors number of processors the virtual machine may use
 * @param processor name of the processor model; empty if the system does not tell
 * @param system operating system and architecture
 * @param java version of the virtual machine
 */
record BenchMachine(int processors, String processor, String system, String java) {

  /** Describes this machine. */
  static BenchMachine current() {
    return new BenchMachine(
        Runtime.getRuntime().availableProcessors(),
        processorName(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.version"));
  }

  private static String processorName() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return ""; // another system
    }
  }
}
