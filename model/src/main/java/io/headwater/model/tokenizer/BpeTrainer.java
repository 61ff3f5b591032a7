package io.headwater.model.tokenizer;

import io.headwater.model.tokenizer.internal.MergeLearner;
import java.util.function.IntConsumer;

/**
 * Trains a byte-level BPE vocabulary.
 *
 * <p>The result depends on the texts and the size alone, not on the order of the texts. Reserved
 * tokens come first ({@link SpecialTokens}), then one token a byte, then merges.
 */
public final class BpeTrainer {
  private final int vocabularySize;

  /**
   * Sets the size to train to.
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
   * <p>Where the texts hold too few pairs that occur twice, the vocabulary stays smaller.
   */
  public byte[] train(Iterable<String> texts) {
    Session session = begin();
    texts.forEach(session::add);
    return session.finish(size -> {});
  }

  /** Begins to train from texts that come one by one. */
  public Session begin() {
    return new Session();
  }

  /** A vocabulary on its way; of the texts it keeps the distinct pieces, each once. */
  public final class Session {
    private final MergeLearner learner = new MergeLearner();

    private Session() {}

    /** Takes in a text. */
    public void add(String text) {
      learner.add(text);
    }

    /**
     * Returns what {@link BpeTrainer#train} does.
     *
     * @param progress told the size reached, after each merge
     */
    public byte[] finish(IntConsumer progress) {
      return learner.learn(SpecialTokens.all(), vocabularySize, progress).toJson();
    }
  }
}
