package io.headwater.model.serving;

import java.util.Optional;

/** The one way a text and its pair become a model's input, in training and in service. */
public final class InputText {
  private InputText() {}

  /** Returns the text, followed by a line break and the second text where there is one. */
  public static String of(String text, Optional<String> pair) {
    return pair.map(second -> text + "\n" + second).orElse(text);
  }
}
