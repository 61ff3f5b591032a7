package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.NoAnswer;
import io.headwater.model.ScoreScale;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.schemas.TaskKind;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code manifest.json}: the components of {@link CheckpointManifest} under their own names. */
public final class ManifestJson {
  /** Name of the file. */
  public static final String FILE = "manifest.json";

  private ManifestJson() {}

  /** Returns the bytes of a manifest; equal manifests have equal bytes. */
  public static byte[] encode(CheckpointManifest manifest) {
    try {
      return Json.WRITER.writeValueAsBytes(manifest);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a manifest could not be written as JSON", e);
    }
  }

  /**
   * Returns the manifest in {@code bytes}.
   *
   * @throws CorruptCheckpointException if the bytes are not a manifest
   */
  public static CheckpointManifest decode(byte[] bytes) throws CorruptCheckpointException {
    try {
      JsonNode json = Json.MAPPER.readTree(bytes);
      json.path("tasks").forEach(ManifestJson::complete);
      CheckpointManifest manifest = Json.MAPPER.treeToValue(json, CheckpointManifest.class);
      if (manifest == null) {
        throw new CorruptCheckpointException(FILE + ": null is not a manifest");
      }
      return manifest;
    } catch (CorruptCheckpointException e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw new CorruptCheckpointException(FILE + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new CorruptCheckpointException(FILE + ": " + e.getMessage());
    }
  }

  /** Adds what is missing in manifests older than REGRESSION or SPAN_EXTRACTION tasks. */
  private static void complete(JsonNode task) {
    complete(task, TaskKind.REGRESSION, "scoreScale", ScoreScale.UNIT);
    complete(task, TaskKind.SPAN_EXTRACTION, "noAnswer", NoAnswer.NEVER);
  }

  private static void complete(JsonNode task, TaskKind kind, String field, Object otherwise) {
    boolean needed = kind.name().equals(task.path("kind").asText());
    if (task instanceof ObjectNode fields && !needed && !fields.has(field)) {
      fields.set(field, Json.MAPPER.valueToTree(otherwise));
    }
  }
}
