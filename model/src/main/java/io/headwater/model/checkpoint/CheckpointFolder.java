package io.headwater.model.checkpoint;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelAdapters;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.checkpoint.internal.AdapterConfigJson;
import io.headwater.model.checkpoint.internal.AnnouncedFiles;
import io.headwater.model.checkpoint.internal.ConfigJson;
import io.headwater.model.checkpoint.internal.Safetensors;
import io.headwater.model.checkpoint.internal.TokenizerFiles;
import io.headwater.model.internal.network.TrunkFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The files of a checkpoint: a Hugging Face model of the trunk's family, and beside it the files
 * that training needs.
 *
 * <p>{@code config.json}, {@code generation_config.json}, {@code tokenizer.json}, {@code
 * tokenizer_config.json} and {@code model.safetensors} are the trunk as {@code transformers} loads
 * it (an encoder has no {@code generation_config.json}). Where adapters are trained beside the
 * trunk, these files lie in {@code base/}, the same in every version, and {@code
 * adapter_config.json} and {@code adapter_model.safetensors} are the adapters as PEFT loads them.
 * {@code heads.safetensors} holds the task modules, {@code optimizer.safetensors} the optimizer's
 * state, {@code manifest.json} the rest. Equal states give equal bytes.
 */
public final class CheckpointFolder {
  static final String TRUNK = "model.safetensors";
  static final String HEADS = "heads.safetensors";
  static final String OPTIMIZER = "optimizer.safetensors";
  static final String ADAPTERS = "adapter_model.safetensors";

  private CheckpointFolder() {}

  /**
   * Writes every file but the manifest, which the store adds.
   *
   * @param folder an existing folder without these files
   * @param tokenizerJson bytes of a {@code tokenizer.json} that has the padding and the end token
   * @throws IllegalArgumentException if the tokenizer does not fit the configuration
   */
  public static void write(
      Path folder, ModelConfig config, byte[] tokenizerJson, ModelSnapshot snapshot)
      throws IOException {
    if (snapshot.adapters().isPresent()) {
      ModelAdapters adapters = snapshot.adapters().get();
      writeTrunk(
          Files.createDirectory(folder.resolve(AnnouncedFiles.BASE)),
          config,
          tokenizerJson,
          snapshot);
      put(folder, AdapterConfigJson.FILE, AdapterConfigJson.encode(config, adapters.lora()));
      Safetensors.write(folder.resolve(ADAPTERS), adapters.arrays());
    } else {
      writeTrunk(folder, config, tokenizerJson, snapshot);
    }
    Safetensors.write(folder.resolve(HEADS), snapshot.modules());
    Safetensors.write(folder.resolve(OPTIMIZER), snapshot.optimizer());
  }

  private static void writeTrunk(
      Path folder, ModelConfig config, byte[] tokenizerJson, ModelSnapshot snapshot)
      throws IOException {
    put(folder, ConfigJson.FILE, ConfigJson.encode(config));
    if (config.family().isCausal()) {
      put(folder, TokenizerFiles.GENERATION_CONFIG, TokenizerFiles.generationConfig(config));
    }
    put(folder, TokenizerFiles.TOKENIZER, tokenizerJson);
    put(
        folder,
        TokenizerFiles.TOKENIZER_CONFIG,
        TokenizerFiles.tokenizerConfig(config, tokenizerJson));
    try (NDManager scratch = snapshot.trunk().get(0).getManager().newSubManager()) {
      NDList arrays = new TrunkFile(config).arrays(snapshot.trunk(), scratch);
      Safetensors.write(folder.resolve(TRUNK), arrays);
    }
  }

  /**
   * Opens a checkpoint whose files a store has checked.
   *
   * @param manager owner of the arrays that will be read
   * @param folder folder with all files, the manifest included
   * @throws CorruptCheckpointException if a file is missing or cannot be understood
   */
  public static Checkpoint read(NDManager manager, Path folder) throws IOException {
    return Checkpoint.open(manager, folder);
  }

  private static void put(Path folder, String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes, StandardOpenOption.CREATE_NEW);
  }
}
