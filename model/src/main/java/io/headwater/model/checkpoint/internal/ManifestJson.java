package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CorruptCheckpointException;
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
      throw new UncheckedIOException("a manifest has no JSON form", e);
    }
  }

  /**
   * Returns the manifest in {@code bytes}.
   *
   * @throws CorruptCheckpointException if they hold none
   */
  public static CheckpointManifest decode(byte[] bytes) throws CorruptCheckpointException {
    try {
      CheckpointManifest manifest = Json.MAPPER.readValue(bytes, CheckpointManifest.class);
      if (manifest == null) {
        throw new CorruptCheckpointException(FILE + ": null is no manifest");
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
}
