package io.headwater.model.checkpoint;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.LoraConfig;
import io.headwater.model.ModelAdapters;
import io.headwater.model.ModelConfig;
import io.headwater.model.checkpoint.internal.AdapterConfigJson;
import io.headwater.model.checkpoint.internal.AnnouncedFiles;
import io.headwater.model.checkpoint.internal.ConfigJson;
import io.headwater.model.checkpoint.internal.ManifestJson;
import io.headwater.model.checkpoint.internal.Safetensors;
import io.headwater.model.checkpoint.internal.TokenizerFiles;
import io.headwater.model.checkpoint.internal.TrunkCheck;
import io.headwater.model.internal.network.AdapterMerge;
import io.headwater.model.internal.network.TrunkFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

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
  private final String base; // where the trunk lies in the folder
  private final ModelConfig config;
  private final byte[] tokenizerJson;

  private Checkpoint(
      NDManager manager,
      Path folder,
      CheckpointManifest manifest,
      String base,
      ModelConfig config,
      byte[] tokenizerJson) {
    this.manager = manager;
    this.folder = folder;
    this.manifest = manifest;
    this.base = base;
    this.config = config;
    this.tokenizerJson = tokenizerJson;
  }

  static Checkpoint open(NDManager manager, Path folder) throws IOException {
    CheckpointManifest manifest = ManifestJson.decode(json(folder, ManifestJson.FILE));
    String base = isListed(manifest, AdapterConfigJson.FILE) ? AnnouncedFiles.BASE : "";
    String config = base + ConfigJson.FILE;
    String tokenizer = base + TokenizerFiles.TOKENIZER;
    return new Checkpoint(
        manager,
        folder,
        manifest,
        base,
        ConfigJson.decode(json(listed(folder, manifest, config), config)),
        json(listed(folder, manifest, tokenizer), tokenizer));
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
   * Reads the trunk that answers, in exported form, with the embedding multiplier folded in. Its
   * adapters, if it has some, are added to the weights they stand beside.
   *
   * @throws CorruptCheckpointException if an array is missing or contradicts the configuration
   */
  public NDList trunk() throws IOException {
    NDList base = baseTrunk();
    Optional<ModelAdapters> adapters = adapters();
    if (adapters.isEmpty()) {
      return base;
    }
    return AdapterMerge.merged(base, adapters.get(), manager);
  }

  /**
   * Reads the trunk as {@link #trunk} does, but without its adapters.
   *
   * @throws CorruptCheckpointException if an array is missing or contradicts the configuration
   */
  public NDList baseTrunk() throws IOException {
    String name = base + CheckpointFolder.TRUNK;
    NDList trunk = arrays(name);
    try {
      TrunkCheck.check(name, config, shapes(trunk));
    } catch (CorruptCheckpointException e) {
      trunk.close();
      throw e;
    }
    return new TrunkFile(config).parameters(trunk);
  }

  /**
   * Reads the trunk's adapters; empty if it has none.
   *
   * @throws CorruptCheckpointException if an array is missing or contradicts the configuration
   */
  public Optional<ModelAdapters> adapters() throws IOException {
    if (base.isEmpty()) {
      return Optional.empty();
    }
    NDList arrays = arrays(CheckpointFolder.ADAPTERS);
    try {
      LoraConfig lora =
          AdapterConfigJson.decode(
              json(folder, AdapterConfigJson.FILE),
              config,
              CheckpointFolder.ADAPTERS,
              shapes(arrays));
      return Optional.of(new ModelAdapters(lora, arrays));
    } catch (IOException e) {
      arrays.close();
      throw e;
    }
  }

  private static Map<String, Shape> shapes(NDList arrays) {
    Map<String, Shape> shapes = new HashMap<>();
    arrays.forEach(array -> shapes.put(array.getName(), array.getShape()));
    return shapes;
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
    if (!isListed(manifest, name)) {
      throw new CorruptCheckpointException(name + ": not listed in " + ManifestJson.FILE);
    }
    return folder;
  }

  private static boolean isListed(CheckpointManifest manifest, String name) {
    return manifest.files().stream().anyMatch(file -> file.name().equals(name));
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
