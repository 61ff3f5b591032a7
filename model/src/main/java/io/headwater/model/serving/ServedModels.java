package io.headwater.model.serving;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.headwater.model.checkpoint.Checkpoint;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import io.headwater.model.tokenizer.TokenKinds;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.file.Path;

/** Loads models for service. */
public final class ServedModels {
  private ServedModels() {}

  /**
   * Loads a checkpoint whose files a store has checked, and checks its canaries.
   *
   * @param folder folder with the checkpoint's files
   * @param device where to compute
   * @throws CorruptCheckpointException if a file cannot be understood or a canary is answered
   *     differently
   */
  public static ServedModel load(Path folder, Device device) throws IOException {
    return load(folder, device, TopLabels.USUAL);
  }

  /**
   * Loads a checkpoint as {@link #load(Path, Device)} does.
   *
   * @param topLabels how many of the most probable labels an answer names, at least 0
   */
  public static ServedModel load(Path folder, Device device, int topLabels) throws IOException {
    return load(folder, device, topLabels, Predictors::create);
  }

  /**
   * Loads a checkpoint as {@link #load(Path, Device)} does, with a predictor from the given
   * factory.
   */
  public static ServedModel load(Path folder, Device device, PredictorFactory predictors)
      throws IOException {
    return load(folder, device, TopLabels.USUAL, predictors);
  }

  private static ServedModel load(
      Path folder, Device device, int topLabels, PredictorFactory predictors) throws IOException {
    try (NDManager files = NDManager.newBaseManager(Device.cpu())) {
      Checkpoint checkpoint = CheckpointFolder.read(files, folder);
      Tokenizer tokenizer = tokenizer(checkpoint);
      try {
        InputText inputs = inputs(checkpoint, tokenizer);
        Predictor predictor = predictor(checkpoint, tokenizer.kinds(), device, predictors);
        try {
          Canaries.prove(predictor, checkpoint.manifest());
          return new LoadedModel(checkpoint.manifest(), tokenizer, inputs, predictor, topLabels);
        } catch (IOException | RuntimeException | Error e) {
          predictor.close();
          throw e;
        }
      } catch (IOException | RuntimeException | Error e) {
        tokenizer.close();
        throw e;
      }
    }
  }

  private static Tokenizer tokenizer(Checkpoint checkpoint) throws CorruptCheckpointException {
    Tokenizer tokenizer;
    try {
      tokenizer = Tokenizers.load(checkpoint.tokenizerJson());
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException("tokenizer.json: " + e.getMessage());
    }
    int rows = checkpoint.config().vocabularySize();
    if (tokenizer.vocabularySize() > rows) {
      int ids = tokenizer.vocabularySize();
      tokenizer.close();
      throw new CorruptCheckpointException(
          "tokenizer.json: has %d ids but the embedding has %d rows".formatted(ids, rows));
    }
    return tokenizer;
  }

  private static InputText inputs(Checkpoint checkpoint, Tokenizer tokenizer)
      throws CorruptCheckpointException {
    try {
      return InputText.of(checkpoint.config(), tokenizer);
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException(e.getMessage());
    }
  }

  private static Predictor predictor(
      Checkpoint checkpoint, TokenKinds kinds, Device device, PredictorFactory predictors)
      throws IOException {
    try {
      return predictors.create(
          device,
          checkpoint.config(),
          checkpoint.manifest().tasks(),
          kinds,
          checkpoint.trunk(),
          checkpoint.modules());
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException("heads.safetensors: " + e.getMessage());
    }
  }
}
