package io.headwater.schemas.contract;

import java.util.Optional;

/**
 * One input to answer.
 *
 * @param text the text
 * @param textPair the second text of a pair task; of a SPAN_EXTRACTION task the passage
 */
public record Question(String text, Optional<String> textPair) {
  /** Question that every version answers before it is taken into service, whatever the task. */
  public static final Question WARM_UP = new Question("warm up", Optional.of("warm up"));

  /** Returns a question with one text. */
  public static Question of(String text) {
    return new Question(text, Optional.empty());
  }
}
