package io.headwater.client;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Makes example ids from content, so that the same example sent twice has the same id. */
public final class ExampleIds {

  private static final int BYTES = 16;

  private ExampleIds() {}

  /**
   * Returns the id of an example: the first 32 hexadecimal digits of the SHA-256 of its fields.
   * Each field is preceded by its length in bytes, so that different examples never yield the same
   * bytes.
   *
   * @param task the task's name
   * @param text the input
   * @param pair the second input of a pair task
   * @param target a label, score, references or spans target
   * @throws IllegalArgumentException if the target is of another type
   */
  public static String of(String task, String text, Optional<String> pair, Object target) {
    MessageDigest digest = sha256();
    add(digest, task);
    add(digest, text);
    digest.update((byte) (pair.isPresent() ? 1 : 0));
    pair.ifPresent(second -> add(digest, second));
    if (target instanceof LabelTarget label) {
      add(digest, "label");
      add(digest, label.getLabel());
    } else if (target instanceof ScoreTarget score) {
      add(digest, "score");
      digest.update(ByteBuffer.allocate(Double.BYTES).putDouble(score.getScore()).flip());
    } else if (target instanceof ReferencesTarget references) {
      add(digest, "references");
      references.getReferences().forEach(reference -> add(digest, reference));
    } else if (target instanceof SpansTarget spans) {
      add(digest, "spans");
      for (Span span : spans.getSpans()) {
        digest.update(
            ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(span.getStart())
                .putInt(span.getEnd())
                .flip());
      }
    } else {
      throw new IllegalArgumentException(
          "A target is a LabelTarget, ScoreTarget, ReferencesTarget or SpansTarget, not "
              + target
              + ".");
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static void add(MessageDigest digest, String field) {
    byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
