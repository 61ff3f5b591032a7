package io.headwater.model.pretrained;

import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.learning.TrunkSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A trained trunk and its tokenizer, to start a model from. */
public sealed interface PretrainedTrunk extends TrunkSource, AutoCloseable
    permits PretrainedFolder, OnnxEncoder {

  /**
   * Opens a Hugging Face folder, or the ONNX export of an encoder whose states are averaged.
   *
   * @param path a folder as {@link PretrainedFolder} takes it, or a file as {@link OnnxEncoder}
   *     does
   * @param seed seed of the rows of tokens that are added
   * @throws CorruptCheckpointException if it is something else; the message is one sentence
   */
  static PretrainedTrunk open(Path path, long seed) throws IOException {
    return Files.isRegularFile(path)
        ? OnnxEncoder.open(path, OptionalInt.empty(), Pooling.MEAN)
        : PretrainedFolder.open(path, seed);
  }

  /** Returns the shape of the trunk, rows of added tokens included. */
  ModelConfig config();

  /** Returns the bytes of {@code tokenizer.json} as the model has it. */
  byte[] tokenizerJson();

  /** Returns the SHA-256 of each file with weights, by its name. */
  Map<String, String> digests() throws IOException;

  /** Returns where the files come from and under which licence, line by line, if they tell. */
  default List<String> origin() {
    return List.of();
  }

  /** Returns what differs between the files and the model that starts from them. */
  List<String> remarks();

  @Override
  void close() throws IOException;
}
