package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.Pooling;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files beside an encoder by which {@code sentence-transformers} knows how to pool its states:
 * {@code modules.json} and the {@code config.json} of the pooling module's folder.
 */
public final class PoolingFiles {
  private static final String MODULES = "modules.json";
  private static final String USUAL_FOLDER = "1_Pooling";
  private static final String MODULE = "sentence_transformers.models.Pooling";
  private static final String MEAN = "pooling_mode_mean_tokens";
  private static final String FIRST = "pooling_mode_cls_token";
  private static final String LAST = "pooling_mode_lasttoken";

  private PoolingFiles() {}

  /**
   * Returns the pooling of a folder; empty if it says none.
   *
   * @throws CorruptCheckpointException if the files cannot be understood, or name another pooling
   *     than mean, first token and last token
   */
  public static Optional<Pooling> read(Path folder) throws IOException {
    Path file = folder.resolve(place(folder)).resolve(ConfigJson.FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    JsonNode json = json(file, USUAL_FOLDER + "/" + ConfigJson.FILE);
    List<String> modes = new ArrayList<>();
    json.properties()
        .forEach(
            field -> {
              if (field.getKey().startsWith("pooling_mode_") && field.getValue().asBoolean()) {
                modes.add(field.getKey());
              }
            });
    if (modes.equals(List.of(MEAN))) {
      return Optional.of(Pooling.MEAN);
    } else if (modes.equals(List.of(FIRST))) {
      return Optional.of(Pooling.FIRST);
    } else if (modes.equals(List.of(LAST))) {
      return Optional.of(Pooling.LAST);
    }
    throw new CorruptCheckpointException(
        "%s/%s: the pooling is %s but must be one of %s"
            .formatted(USUAL_FOLDER, ConfigJson.FILE, modes, List.of(MEAN, FIRST, LAST)));
  }

  /** Returns the folder of the pooling module, within the given one. */
  private static String place(Path folder) throws IOException {
    Path modules = folder.resolve(MODULES);
    if (Files.isRegularFile(modules)) {
      for (JsonNode module : json(modules, MODULES)) {
        String path = module.path("path").asText();
        if (module.path("type").asText().endsWith(".Pooling")
            && folder.resolve(path).normalize().startsWith(folder.normalize())) {
          return path;
        }
      }
    }
    return USUAL_FOLDER;
  }

  private static JsonNode json(Path file, String name) throws IOException {
    try {
      return Json.MAPPER.readTree(Files.readAllBytes(file));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new CorruptCheckpointException(name + ": not JSON");
    }
  }

  /** Writes the files of a pooling into a folder. */
  public static void write(Path folder, Pooling pooling, int hiddenSize) throws IOException {
    ObjectNode mode = Json.MAPPER.createObjectNode();
    mode.put("word_embedding_dimension", hiddenSize);
    mode.put(FIRST, pooling == Pooling.FIRST);
    mode.put(MEAN, pooling == Pooling.MEAN);
    mode.put(LAST, pooling == Pooling.LAST);
    Path own = Files.createDirectories(folder.resolve(USUAL_FOLDER));
    Files.write(own.resolve(ConfigJson.FILE), Json.WRITER.writeValueAsBytes(mode));
    ArrayNode modules = Json.MAPPER.createArrayNode();
    modules
        .addObject()
        .put("idx", 0)
        .put("name", "0")
        .put("path", "")
        .put("type", "sentence_transformers.models.Transformer");
    modules
        .addObject()
        .put("idx", 1)
        .put("name", "1")
        .put("path", USUAL_FOLDER)
        .put("type", MODULE);
    Files.write(folder.resolve(MODULES), Json.WRITER.writeValueAsBytes(modules));
  }
}
