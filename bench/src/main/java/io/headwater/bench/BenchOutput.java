package io.headwater.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints a bench's progress and figures and writes its report; a mixin of the command. */
final class BenchOutput {
  @Option(names = "--report", paramLabel = "FILE", description = "Writes the figures as JSON.")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = {"-q", "--quiet"},
      description = "Prints only the figures, no progress.")
  private boolean quiet;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Refuses a report file that cannot be written, before the bench spends minutes on it.
   *
   * @throws ParameterException if the file's folder does not exist
   */
  void check() {
    Optional<Path> folder = report.map(file -> file.toAbsolutePath().getParent());
    require(
        folder.isEmpty() || Files.isDirectory(folder.get()),
        "--report is " + report.orElse(null) + " but its folder does not exist");
  }

  /**
   * Checks a condition on the options.
   *
   * @throws ParameterException with the sentence if the condition does not hold
   */
  void require(boolean holds, String sentence) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), sentence);
    }
  }

  /**
   * Checks that the value of an option is not too small.
   *
   * @throws ParameterException if it is
   */
  void requireAtLeast(String option, long value, long least) {
    require(value >= least, option + " is " + value + " but must be at least " + least);
  }

  /** Prints a line of progress on standard error. */
  void progress(String line) {
    if (!quiet) {
      print(command.commandLine().getErr(), line);
    }
  }

  /** Prints a line of the figures. */
  void print(String line) {
    print(command.commandLine().getOut(), line);
  }

  private static void print(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  /**
   * Writes the report if one is wanted: the bench's name, the machine, and the figures' fields.
   *
   * @param figures a record or map that Jackson can write
   */
  void write(Object figures) throws IOException {
    if (report.isPresent()) {
      write(figures, report.get());
      progress("Report written to " + report.get());
    }
  }

  /** Writes a report to a temporary file and renames it, so that the file is always complete. */
  void write(Object figures, Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode all = mapper.createObjectNode();
    all.put("bench", command.name());
    all.set("machine", mapper.valueToTree(BenchMachine.current()));
    all.setAll((ObjectNode) mapper.valueToTree(figures));
    Path written = file.resolveSibling(file.getFileName() + "~");
    mapper.writerWithDefaultPrettyPrinter().writeValue(written.toFile(), all);
    Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns the file to write the report to, if one is wanted. */
  Optional<Path> report() {
    return report;
  }
}
