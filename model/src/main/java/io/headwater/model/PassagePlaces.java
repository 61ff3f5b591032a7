package io.headwater.model;

/**
 * Where in an input the answer to a question may lie.
 *
 * @param none place of the token whose state says that the passage holds no answer
 * @param first place of the passage's first token
 * @param tokens number of tokens of the passage
 */
public record PassagePlaces(int none, int first, int tokens) {

  /** Returns the places an answer may start or end at: none, then every token of the passage. */
  public int candidates() {
    return 1 + tokens;
  }
}
