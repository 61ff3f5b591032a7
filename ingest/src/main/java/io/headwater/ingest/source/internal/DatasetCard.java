package io.headwater.ingest.source.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What the folder of a Hugging Face data set says about itself, in {@code dataset_info.json} or at
 * the head of its {@code README.md}.
 */
final class DatasetCard {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INFO = "dataset_info";
  private static final String NAME = "config_name";

  /** Most bytes of a file that describes a data set. */
  private static final int LARGEST = 16 << 20;

  private final List<Map<String, Object>> infos = new ArrayList<>();
  private final List<Map<String, Object>> configs = new ArrayList<>();

  /**
   * Reads what there is.
   *
   * @throws IOException if a file is there but cannot be understood; the message is one sentence
   */
  DatasetCard(Path folder) throws IOException {
    infos.addAll(objects(json(folder.resolve("dataset_info.json"))));
    object(json(folder.resolve("dataset_infos.json")))
        .forEach(
            (subset, info) -> {
              Map<String, Object> named = new LinkedHashMap<>(object(info));
              named.put(NAME, subset);
              infos.add(named);
            });
    Map<String, Object> head = object(head(folder.resolve("README.md")));
    infos.addAll(objects(head.get(INFO)));
    configs.addAll(objects(head.get("configs")));
  }

  /** Returns whether nothing is said. */
  boolean isEmpty() {
    return infos.isEmpty() && configs.isEmpty();
  }

  /**
   * Returns the patterns of data files by split, by subset; empty where file names say it.
   *
   * @return patterns relative to the folder
   */
  Map<String, Map<String, List<String>>> files() {
    Map<String, Map<String, List<String>>> all = new LinkedHashMap<>();
    for (Map<String, Object> config : configs) {
      Map<String, List<String>> splits = new LinkedHashMap<>();
      Object given = config.get("data_files");
      if (given instanceof Map<?, ?> bySplit) {
        bySplit.forEach((split, paths) -> splits.put(split.toString(), texts(paths)));
      } else if (given instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
        objects(list)
            .forEach(one -> splits.put(String.valueOf(one.get("split")), texts(one.get("path"))));
      } else if (given != null) {
        splits.put("train", texts(given));
      }
      if (!splits.isEmpty()) {
        all.put(String.valueOf(config.getOrDefault(NAME, "default")), splits);
      }
    }
    return all;
  }

  /** Returns the names of classes by column. */
  Map<String, ClassNames> classes(String subset) {
    for (Map<String, Object> info : infos) {
      if (infos.size() == 1 || subset.equals(info.getOrDefault(NAME, "default"))) {
        return classes(info.get("features"));
      }
    }
    return Map.of();
  }

  /** Returns the names of classes by column that a Parquet file keeps, as JSON. */
  static Map<String, ClassNames> classesOf(String metadata) {
    try {
      return classes(
          object(object(JSON.readValue(metadata, Object.class)).get("info")).get("features"));
    } catch (JsonProcessingException e) {
      return Map.of(); // only a note beside the data
    }
  }

  /** Reads features as JSON has them, by name, or as YAML has them, in a list. */
  private static Map<String, ClassNames> classes(Object features) {
    Map<String, ClassNames> classes = new LinkedHashMap<>();
    if (features instanceof List<?>) {
      for (Map<String, Object> feature : objects(features)) {
        Object label = object(feature.get("dtype")).get("class_label");
        names(object(label).get("names"))
            .ifPresent(names -> classes.put(String.valueOf(feature.get("name")), names));
      }
    } else {
      object(features)
          .forEach(
              (column, feature) -> {
                if ("ClassLabel".equals(object(feature).get("_type"))) {
                  names(object(feature).get("names"))
                      .ifPresent(names -> classes.put(column, names));
                }
              });
    }
    return classes;
  }

  private static Optional<ClassNames> names(Object given) {
    Map<Long, String> names = new LinkedHashMap<>();
    if (given instanceof List<?> list) {
      for (Object name : list) {
        names.put((long) names.size(), String.valueOf(name));
      }
    } else {
      object(given)
          .forEach(
              (number, name) -> {
                if (number.matches("\\d{1,18}")) {
                  names.put(Long.parseLong(number), String.valueOf(name));
                }
              });
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(new ClassNames(names));
  }

  private static Object json(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    try {
      return JSON.readValue(text(file), Object.class);
    } catch (JsonProcessingException e) {
      throw new IOException("file " + file + " is not JSON: " + JsonRows.sentence(e), e);
    }
  }

  /** Reads the YAML between the first line and the next that is three hyphens. */
  private static Object head(Path file) throws IOException {
    String text = Files.isRegularFile(file) ? text(file).replace("\r\n", "\n") : "";
    int end = text.startsWith("---\n") ? text.indexOf("\n---", 3) : -1;
    if (end < 0) {
      return Map.of();
    }
    try {
      Object head =
          new Load(LoadSettings.builder().build()).loadFromString(text.substring(4, end + 1));
      return head == null ? Map.of() : head;
    } catch (YamlEngineException e) {
      throw new IOException(
          "the head of file "
              + file
              + " is not YAML: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException("file " + file + " is larger than " + LARGEST + " bytes");
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replaceFirst("^\ufeff", "");
  }

  private static List<String> texts(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of(String.valueOf(value));
  }

  /** Returns the objects of a list, or a single one. */
  private static List<Map<String, Object>> objects(Object value) {
    List<?> all = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    return all.stream().map(DatasetCard::object).filter(one -> !one.isEmpty()).toList();
  }

  /** Returns an object with its keys as text, or an empty one in place of anything else. */
  private static Map<String, Object> object(Object value) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, one) -> object.put(String.valueOf(key), one));
    }
    return object;
  }
}
