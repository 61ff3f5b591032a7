package io.headwater.model.tokenizer;

import io.headwater.model.tokenizer.internal.MergeLearner;
import java.util.function.IntConsumer;

/**
 * Trains a byte-level BPE vocabulary.
 *
 * <p>The result depends on the texts and the size alone, not on the order of the texts. Reserved
 * tokens come first ({@link SpecialTokens}), then one token per byte, then merges.
 */
public final class BpeTrainer {
  private final int vocabularySize;

  /**
   * Makes a trainer for vocabularies of at most a given size.
   *
   * @param vocabularySize greatest number of tokens
   * @throws IllegalArgumentException if there is no room for the reserved tokens and the bytes
   */
  public BpeTrainer(int vocabularySize) {
    int least = SpecialTokens.all().size() + 256;
    if (vocabularySize < least) {
      throw new IllegalArgumentException(
          "vocabulary size is " + vocabularySize + " but must be at least " + least);
    }
    this.vocabularySize = vocabularySize;
  }

  /**
   * Returns the bytes of a Hugging Face {@code tokenizer.json}.
   *
   * <p>If too few pairs occur twice in the texts, the vocabulary stays smaller.
   */
  public byte[] train(Iterable<String> texts) {
    Session session = begin();
    texts.forEach(session::add);
    return session.finish(size -> {});
  }

  /** Begins training on texts that are added one by one. */
  public Session begin() {
    return new Session();
  }

  /** A training session; it keeps each distinct piece of the texts only once. */
  public final class Session {
    private final MergeLearner learner = new MergeLearner();

    private Session() {}

    /** Adds a text. */
    public void add(String text) {
      learner.add(text);
    }

    /**
     * Returns the bytes of a {@code tokenizer.json}, as {@link BpeTrainer#train} does.
     *
     * @param progress called with the size reached, after each merge
     */
    public byte[] finish(IntConsumer progress) {
      return learner.learn(SpecialTokens.all(), vocabularySize, progress).toJson();
    }
  }
}
