package io.headwater.trainer;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a new model starts from.
 *
 * @param value {@value #MINI_LM}, {@value #RANDOM}, or the path of a folder or file
 */
public record ModelInit(String value) {
  /** The encoder all-MiniLM-L6-v2. */
  public static final String MINI_LM = "minilm";

  /** Random weights of one of our sizes, with a tokenizer of the user's own. */
  public static final String RANDOM = "random";

  /** Returns whether weights are drawn at random. */
  public boolean isRandom() {
    return value.equals(RANDOM);
  }

  /** Returns the folder or file that weights and tokenizer are read from, if the user names it. */
  public Optional<Path> path() {
    return isRandom() || value.equals(MINI_LM) ? Optional.empty() : Optional.of(Path.of(value));
  }

  @Override
  public String toString() {
    return value;
  }
}
