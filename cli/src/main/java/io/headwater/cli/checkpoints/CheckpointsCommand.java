package io.headwater.cli.checkpoints;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.model.checkpoint.AbsentCheckpointException;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CheckpointStores;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.CheckpointFile;
import io.headwater.schemas.Position;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.lifecycle.ProcessFolder;
import io.headwater.service.terminal.Table;
import io.headwater.service.topic.TopicReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code headwater checkpoints} command. */
@Command(
    name = "checkpoints",
    mixinStandardHelpOptions = true,
    description = "Shows the announced versions of a model, or fetches one.",
    subcommands = {
      CheckpointsCommand.ListVersions.class,
      CheckpointsCommand.ShowVersion.class,
      CheckpointsCommand.FetchVersion.class
    })
public final class CheckpointsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a subcommand: list, show or fetch");
  }

  private static NavigableMap<Long, CheckpointAnnouncement> announced(ServiceConfig config) {
    NavigableMap<Long, CheckpointAnnouncement> versions = new TreeMap<>();
    try (TopicReader<CheckpointAnnouncement> reader =
        TopicReader.open(
            config, List.of(config.topics().checkpoints()), CheckpointAnnouncement.class)) {
      reader.readToEnd().stream()
          .flatMap(entry -> entry.value().stream())
          .filter(announced -> announced.getModel().equals(config.modelName()))
          .forEach(announced -> versions.put(announced.getVersion(), announced));
    }
    return versions;
  }

  /** Returns whether a version is still stored, as the newest announcement says. */
  private static String kept(NavigableMap<Long, CheckpointAnnouncement> versions, long version) {
    List<Long> kept = versions.lastEntry().getValue().getKept();
    return kept.isEmpty() ? "?" : kept.contains(version) ? "yes" : "no";
  }

  /** The options and helpers that the subcommands of one version share. */
  private abstract static class OnVersion implements Callable<Integer> {
    @Mixin private ServiceOptions options;

    @Parameters(
        arity = "0..1",
        paramLabel = "VERSION",
        description = "The version; the newest if none is given.")
    private Optional<Long> version = Optional.empty();

    @Spec private CommandSpec spec;

    final ServiceConfig config() {
      return options.common();
    }

    final ParameterException wrong(String sentence) {
      return new ParameterException(spec.commandLine(), sentence);
    }

    /** Returns the announced version asked for, or the newest if none is named. */
    final CheckpointAnnouncement found(
        ServiceConfig config, NavigableMap<Long, CheckpointAnnouncement> versions) {
      if (versions.isEmpty()) {
        throw wrong("Model " + config.modelName() + " has no announced version");
      }
      long wanted = version.orElse(versions.lastKey());
      CheckpointAnnouncement found = versions.get(wanted);
      if (found == null) {
        throw wrong(
            "VERSION is "
                + wanted
                + " but must be one of the announced versions, "
                + versions.firstKey()
                + " to "
                + versions.lastKey());
      }
      return found;
    }
  }

  /** The {@code headwater checkpoints list} command. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists every announced version of the model, the newest last.")
  static final class ListVersions implements Callable<Integer> {
    @Mixin private ServiceOptions options;

    @Override
    public Integer call() {
      ServiceConfig config = options.common();
      Table table =
          new Table(
              "announced", "version", "epoch", "step", "trained through", "MB", "kept", "tasks");
      NavigableMap<Long, CheckpointAnnouncement> versions = announced(config);
      versions
          .values()
          .forEach(
              version ->
                  table.row(
                      version.getAnnouncedAt().toString(),
                      Long.toString(version.getVersion()),
                      Integer.toString(version.getEpoch()),
                      Long.toString(version.getStep()),
                      Long.toString(
                          version.getPositions().stream().mapToLong(Position::getNextOffset).sum()),
                      Long.toString(version.getSize() / 1_000_000),
                      kept(versions, version.getVersion()),
                      String.join(",", version.getTasks())));
      System.out.println(table);
      return 0;
    }
  }

  /** The {@code headwater checkpoints show} command. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one announced version: its files, digests and offsets.")
  static final class ShowVersion extends OnVersion {
    @Override
    public Integer call() {
      ServiceConfig config = config();
      lines(found(config, announced(config))).forEach(System.out::println);
      return 0;
    }

    private static List<String> lines(CheckpointAnnouncement found) {
      List<String> lines = new ArrayList<>();
      lines.add("model      " + found.getModel());
      lines.add("version    " + found.getVersion());
      lines.add(
          "parents    "
              + found.getParents().stream().map(String::valueOf).collect(Collectors.joining(", ")));
      lines.add("epoch      " + found.getEpoch());
      lines.add("step       " + found.getStep());
      lines.add("sequence   " + found.getSequence() + " (last journal entry contained)");
      lines.add("announced  " + found.getAnnouncedAt());
      lines.add("tasks      " + String.join(", ", found.getTasks()));
      lines.add("uri        " + found.getUri());
      lines.add("");
      Table files = new Table("file", "bytes", "sha-256");
      for (CheckpointFile file : found.getFiles()) {
        files.row(file.getName(), Long.toString(file.getSize()), file.getSha256());
      }
      lines.addAll(files.lines());
      lines.add("");
      Table positions = new Table("trained through", "partition", "next offset", "topic id");
      found.getPositions().stream()
          .sorted(Comparator.comparing(Position::getTopic).thenComparing(Position::getPartition))
          .forEach(
              position ->
                  positions.row(
                      position.getTopic(),
                      Integer.toString(position.getPartition()),
                      Long.toString(position.getNextOffset()),
                      position.getTopicId()));
      lines.addAll(positions.lines());
      return lines;
    }
  }

  /** The {@code headwater checkpoints fetch} command. */
  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      description =
          "Copies one announced version, without optimizer, into a new folder; checks it.")
  static final class FetchVersion extends OnVersion {
    @Option(
        names = "--to",
        required = true,
        paramLabel = "DIR",
        description = "Folder to create; nothing of that name may exist.")
    private Path to;

    @Option(names = "--with-optimizer", description = "Copies the optimizer's state too.")
    private boolean withOptimizer;

    @Override
    public Integer call() throws IOException {
      if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        throw wrong("--to is " + to + " but must be a folder that does not exist yet");
      }
      ServiceConfig config = config();
      NavigableMap<Long, CheckpointAnnouncement> versions = announced(config);
      CheckpointAnnouncement found = found(config, versions);
      CheckpointFiles wanted = withOptimizer ? CheckpointFiles.ALL : CheckpointFiles.MODEL;
      List<CheckpointFile> files =
          found.getFiles().stream().filter(file -> wanted.include(file.getName())).toList();
      try (CheckpointStore store = CheckpointStores.holding(found, config)) {
        copy(store.fetch(found, wanted), files);
      } catch (AbsentCheckpointException e) {
        if (kept(versions, found.getVersion()).equals("no")) {
          throw new AbsentCheckpointException(
              "version "
                  + found.getVersion()
                  + " was deleted but must be one of those that are kept, "
                  + versions.lastEntry().getValue().getKept());
        }
        throw e;
      }
      System.out.printf(
          Locale.ROOT,
          "Version %d of model %s, %,d bytes in %d files, is in %s%n",
          found.getVersion(),
          found.getModel(),
          files.stream().mapToLong(CheckpointFile::getSize).sum(),
          files.size(),
          to);
      return 0;
    }

    /** Copies into a temporary folder and renames it, so the named folder is always complete. */
    private void copy(Path folder, List<CheckpointFile> files) throws IOException {
      Path parent = Files.createDirectories(to.toAbsolutePath().normalize().getParent());
      Path temporary = Files.createTempDirectory(parent, "fetching-");
      try {
        for (CheckpointFile file : files) {
          Path copy = temporary.resolve(file.getName());
          Files.createDirectories(copy.getParent());
          Files.copy(folder.resolve(file.getName()), copy);
        }
        Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        if (Files.isDirectory(temporary)) {
          ProcessFolder.delete(temporary);
        }
      }
    }
  }
}
