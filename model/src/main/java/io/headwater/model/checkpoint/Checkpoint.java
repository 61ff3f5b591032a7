package io.headwater.model.checkpoint;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.checkpoint.internal.ConfigJson;
import io.headwater.model.checkpoint.internal.ManifestJson;
import io.headwater.model.checkpoint.internal.Safetensors;
import io.headwater.model.checkpoint.internal.TokenizerFiles;
import io.headwater.model.checkpoint.internal.TrunkCheck;
import io.headwater.model.internal.network.TrunkFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * An opened checkpoint folder; arrays are read on request and belong to the manager it was opened
 * with.
 *
 * @see CheckpointFolder#read
 */
public final class Checkpoint {
  /** Most bytes of a JSON file, far above any real one: a broken file must not fill the memory. */
  private static final long MAX_JSON = 256L << 20;

  private final NDManager manager;
  private final Path folder;
  private final CheckpointManifest manifest;
  private final ModelConfig config;
  private final byte[] tokenizerJson;

  private Checkpoint(
      NDManager manager,
      Path folder,
      CheckpointManifest manifest,
      ModelConfig config,
      byte[] tokenizerJson) {
    this.manager = manager;
    this.folder = folder;
    this.manifest = manifest;
    this.config = config;
    this.tokenizerJson = tokenizerJson;
  }

  static Checkpoint open(NDManager manager, Path folder) throws IOException {
    CheckpointManifest manifest = ManifestJson.decode(json(folder, ManifestJson.FILE));
    return new Checkpoint(
        manager,
        folder,
        manifest,
        ConfigJson.decode(json(listed(folder, manifest, ConfigJson.FILE), ConfigJson.FILE)),
        json(listed(folder, manifest, TokenizerFiles.TOKENIZER), TokenizerFiles.TOKENIZER));
  }

  /** Returns the manifest. */
  public CheckpointManifest manifest() {
    return manifest;
  }

  /** Returns the shape of the trunk. */
  public ModelConfig config() {
    return config;
  }

  /** Returns the bytes of {@code tokenizer.json}. */
  public byte[] tokenizerJson() {
    return tokenizerJson.clone();
  }

  /**
   * Reads the trunk in exported form, with the embedding multiplier folded in.
   *
   * @throws CorruptCheckpointException if an array is missing or contradicts the configuration
   */
  public NDList trunk() throws IOException {
    NDList trunk = arrays(CheckpointFolder.TRUNK);
    try {
      Map<String, Shape> shapes = new HashMap<>();
      trunk.forEach(array -> shapes.put(array.getName(), array.getShape()));
      TrunkCheck.check(CheckpointFolder.TRUNK, config, shapes);
    } catch (CorruptCheckpointException e) {
      trunk.close();
      throw e;
    }
    return new TrunkFile(config).parameters(trunk);
  }

  /**
   * Reads the task modules' arrays, {@code heads.<task>.*}.
   *
   * @throws CorruptCheckpointException if the file cannot be understood
   */
  public NDList modules() throws IOException {
    return arrays(CheckpointFolder.HEADS);
  }

  /**
   * Reads the optimizer's state, {@code <slot>.<parameter name>}, and the array that names the
   * optimizer, {@code optimizer.<name>}.
   *
   * @throws CorruptCheckpointException if the file cannot be understood
   */
  public NDList optimizer() throws IOException {
    return arrays(CheckpointFolder.OPTIMIZER);
  }

  private NDList arrays(String name) throws IOException {
    return Safetensors.read(manager, file(listed(folder, manifest, name), name));
  }

  /** Refuses a file that the manifest does not list, because no store has checked it. */
  private static Path listed(Path folder, CheckpointManifest manifest, String name)
      throws CorruptCheckpointException {
    if (manifest.files().stream().noneMatch(file -> file.name().equals(name))) {
      throw new CorruptCheckpointException(name + ": not listed in " + ManifestJson.FILE);
    }
    return folder;
  }

  private static Path file(Path folder, String name) throws CorruptCheckpointException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CorruptCheckpointException(name + ": missing in " + folder);
    }
    return file;
  }

  private static byte[] json(Path folder, String name) throws IOException {
    Path file = file(folder, name);
    long size = Files.size(file);
    if (size > MAX_JSON) {
      throw new CorruptCheckpointException(name + ": " + size + " bytes are too many");
    }
    return Files.readAllBytes(file);
  }
}
