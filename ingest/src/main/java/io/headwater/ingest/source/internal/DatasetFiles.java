package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.FilePattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a Hugging Face data set's folder, by subset and split. */
public final class DatasetFiles {
  private static final int DEEPEST = 4;
  private static final String TRAIN = "train";

  /** A shard, such as {@code train-00000-of-00002.parquet}, with or without a hash at its end. */
  private static final Pattern SHARD =
      Pattern.compile(
          "(?:.*-)?(?<split>\\w+(?:\\.\\w+)*)-(?<at>\\d{5})-of-(?<of>\\d{5})(?:-\\w+)?\\.parquet");

  /** Words of file and folder names that name a split. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("train", TRAIN),
          Map.entry("training", TRAIN),
          Map.entry("validation", "validation"),
          Map.entry("valid", "validation"),
          Map.entry("val", "validation"),
          Map.entry("dev", "validation"),
          Map.entry("test", "test"),
          Map.entry("testing", "test"),
          Map.entry("eval", "test"),
          Map.entry("evaluation", "test"));

  private DatasetFiles() {}

  /**
   * What was chosen of a folder.
   *
   * @param files Parquet files, in order
   * @param classes names of classes by column
   */
  public record Chosen(List<Path> files, Map<String, ClassNames> classes) {}

  /** Returns whether a folder holds a data set, rather than files of any kind. */
  public static boolean isDataset(Path folder) throws IOException {
    return Files.isDirectory(folder)
        && (Files.exists(folder.resolve("dataset_dict.json"))
            || !new DatasetCard(folder).isEmpty()
            || !ending(folder, ".parquet").isEmpty());
  }

  /**
   * Chooses the files of a split.
   *
   * @param subset name of the subset (configuration); empty for the only one
   * @param split name of the split; empty for the only one
   * @throws IOException if there is none, several are there, or a shard is missing; the message is
   *     one sentence
   */
  public static Chosen choose(Path folder, Optional<String> subset, Optional<String> split)
      throws IOException {
    DatasetCard card = new DatasetCard(folder);
    Map<String, Map<String, List<Path>>> all = byCard(folder, card);
    if (all.isEmpty()) {
      all = byName(folder);
    }
    if (all.isEmpty()) {
      throw nothing(folder);
    }
    String chosen = only(folder, "subset", subset, all);
    Map<String, List<Path>> splits = all.get(chosen);
    List<Path> files = splits.get(only(folder, "split", split, splits));
    requireWhole(files);
    return new Chosen(files, card.classes(chosen));
  }

  private static <T> String only(
      Path folder, String what, Optional<String> wanted, Map<String, T> all) throws IOException {
    if (wanted.isPresent() ? all.containsKey(wanted.get()) : all.size() == 1) {
      return wanted.orElseGet(() -> all.keySet().iterator().next());
    }
    throw new IOException(
        what
            + "s of the data set "
            + folder
            + " are "
            + new TreeSet<>(all.keySet())
            + (wanted.isPresent()
                ? " but --" + what + " is '" + wanted.get() + "'"
                : ": give one as --" + what));
  }

  private static Map<String, Map<String, List<Path>>> byCard(Path folder, DatasetCard card)
      throws IOException {
    Map<String, Map<String, List<Path>>> all = new TreeMap<>();
    for (Map.Entry<String, Map<String, List<String>>> subset : card.files().entrySet()) {
      for (Map.Entry<String, List<String>> split : subset.getValue().entrySet()) {
        List<Path> files = new ArrayList<>();
        for (String pattern : split.getValue()) {
          files.addAll(FilePattern.find(folder + "/" + pattern));
        }
        Optional<Path> other =
            files.stream().filter(file -> !file.toString().endsWith(".parquet")).findFirst();
        if (other.isPresent()) {
          throw new IOException(
              "the data set " + folder + " is not in Parquet: give --file '" + other.get() + "'");
        }
        if (!files.isEmpty()) {
          all.computeIfAbsent(subset.getKey(), key -> new TreeMap<>()).put(split.getKey(), files);
        }
      }
    }
    return all;
  }

  private static Map<String, Map<String, List<Path>>> byName(Path folder) throws IOException {
    Map<String, Map<String, List<Path>>> all = new TreeMap<>();
    for (Path file : ending(folder, ".parquet")) {
      List<String> folders = new ArrayList<>();
      for (Path part : folder.relativize(file)) {
        folders.add(part.toString());
      }
      String name = folders.remove(folders.size() - 1);
      String last = folders.isEmpty() ? "" : folders.get(folders.size() - 1);
      Matcher shard = SHARD.matcher(name);
      String split =
          shard.matches() ? shard.group("split") : word(name).or(() -> word(last)).orElse(TRAIN);
      if (!folders.isEmpty() && (last.equals(split) || word(last).isPresent())) {
        folders.remove(folders.size() - 1);
      }
      if (!folders.isEmpty() && folders.get(0).equals("data")) {
        folders.remove(0);
      }
      String subset = folders.isEmpty() ? "default" : String.join("/", folders);
      all.computeIfAbsent(subset, key -> new TreeMap<>())
          .computeIfAbsent(split, key -> new ArrayList<>())
          .add(file);
    }
    return all;
  }

  private static Optional<String> word(String name) {
    return Stream.of(name.toLowerCase(Locale.ROOT).split("[^a-z]+"))
        .filter(WORDS::containsKey)
        .map(WORDS::get)
        .findFirst();
  }

  private static void requireWhole(List<Path> files) throws IOException {
    Map<String, List<Path>> shards = new TreeMap<>();
    for (Path file : files) {
      Matcher shard = SHARD.matcher(file.getFileName().toString());
      if (shard.matches()) {
        shards
            .computeIfAbsent(
                file.getParent() + " " + shard.group("split") + " " + shard.group("of"),
                key -> new ArrayList<>())
            .add(file);
      }
    }
    for (List<Path> present : shards.values()) {
      Matcher shard = SHARD.matcher(present.get(0).getFileName().toString());
      if (shard.matches() && present.size() != Integer.parseInt(shard.group("of"))) {
        throw new IOException(
            present.size()
                + " of the "
                + Integer.parseInt(shard.group("of"))
                + " files like "
                + present.get(0)
                + " are there: fetch the others, or name the files you have with --file");
      }
    }
  }

  private static IOException nothing(Path folder) throws IOException {
    return new IOException(
        "the data set "
            + folder
            + (ending(folder, ".arrow").isEmpty()
                ? " has no Parquet files: fetch them, or name its files with --file"
                : " is kept as Arrow, which is not read: write it with to_parquet"));
  }

  private static List<Path> ending(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
      return files
          .filter(file -> file.toString().endsWith(end) && Files.isRegularFile(file))
          .filter(file -> !folder.relativize(file).toString().matches("(.*/)?\\..*"))
          .sorted()
          .toList();
    }
  }
}
