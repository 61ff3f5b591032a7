package io.headwater.model.tokenizer;

import io.headwater.model.tokenizer.internal.HuggingFaceTokenizerAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads or trains a {@link Tokenizer}. */
public final class Tokenizers {
  private Tokenizers() {}

  /**
   * Loads a tokenizer.
   *
   * @param json bytes of a Hugging Face {@code tokenizer.json}
   * @throws IllegalArgumentException if the bytes are not such a file
   */
  public static Tokenizer load(byte[] json) {
    return HuggingFaceTokenizerAdapter.load(json);
  }

  /**
   * Loads a tokenizer.
   *
   * @param path a {@code tokenizer.json}, or a folder that holds one
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is not such a file
   */
  public static Tokenizer load(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve("tokenizer.json") : path;
    return load(Files.readAllBytes(file));
  }

  /**
   * Trains and loads a byte-level BPE tokenizer.
   *
   * @param texts texts like those that will be encoded
   * @param vocabularySize greatest number of tokens, reserved ones included
   * @throws IllegalArgumentException if the size has no room for reserved tokens and bytes
   * @see BpeTrainer
   */
  public static Tokenizer train(Iterable<String> texts, int vocabularySize) {
    return load(new BpeTrainer(vocabularySize).train(texts));
  }
}
