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

/** Where every bench says how it goes and what came of it; a mixin of its command. */
final class BenchOutput {
  @Option(names = "--report", paramLabel = "FILE", description = "Writes the figures as JSON.")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = {"-q", "--quiet"},
      description = "Says nothing before the figures.")
  private boolean quiet;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Refuses a report that could not be written, before the minutes it takes to have one.
   *
   * @throws ParameterException if its folder is not there
   */
  void check() {
    Optional<Path> folder = report.map(file -> file.toAbsolutePath().getParent());
    require(
        folder.isEmpty() || Files.isDirectory(folder.get()),
        "--report is " + report.orElse(null) + " but its folder is not there");
  }

  /**
   * Refuses an option.
   *
   * @throws ParameterException unless it holds
   */
  void require(boolean holds, String sentence) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), sentence);
    }
  }

  /** Says what is done now, on standard error. */
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
   * Writes the report, where one is wanted: the bench's name, the machine, and the figures' fields
   * beside them.
   *
   * @param figures a record or map, as Jackson writes it
   */
  void write(Object figures) throws IOException {
    if (report.isPresent()) {
      write(figures, report.get());
      progress("Report written to " + report.get());
    }
  }

  /** Writes a report to a file, at once and as a whole. */
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

  /** Returns the file the report is wanted in, where one is. */
  Optional<Path> report() {
    return report;
  }
}
