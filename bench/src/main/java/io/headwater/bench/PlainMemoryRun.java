package io.headwater.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the same command in a child process without settings of the C library's allocator. */
final class PlainMemoryRun {
  private static final String OPTION = "--malloc";

  private PlainMemoryRun() {}

  /** Returns whether an environment variable is a setting of glibc's allocator. */
  static boolean isSetting(String variable) {
    return variable.startsWith("MALLOC_") || variable.equals("GLIBC_TUNABLES");
  }

  /**
   * Runs the command and returns its exit code.
   *
   * @param main main class of this process
   * @param arguments arguments of this process's command
   */
  static int of(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(withoutOption(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().keySet().removeIf(PlainMemoryRun::isSetting);
    Process process = builder.start();
    try {
      return process.waitFor();
    } finally {
      process.destroy();
    }
  }

  /** Returns the arguments without {@code --malloc}, so that the child does the measuring. */
  static List<String> withoutOption(List<String> arguments) {
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals(OPTION)) {
        i++; // skips the option's value too
      } else if (!arguments.get(i).startsWith(OPTION + "=")) {
        kept.add(arguments.get(i));
      }
    }
    return kept;
  }
}
