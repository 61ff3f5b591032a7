package io.headwater.ingest.javadoc;

/** A declaration's signature, built token by token with the spacing of well-formatted Java. */
final class Signature {

  private final StringBuilder text = new StringBuilder();
  private int words;

  /** Appends the lexer's current token and moves the lexer on. */
  void take(JavaLexer lexer) {
    String token = lexer.text();
    char first = token.charAt(0);
    if (!text.isEmpty() && spaced(text.charAt(text.length() - 1), first)) {
      text.append(' ');
    }
    text.append(token);
    if (lexer.atWord()) {
      words++;
    }
    lexer.advance();
  }

  /** Returns the number of words taken. */
  int words() {
    return words;
  }

  /** Returns whether the result is an array: a bracket comes before any parameters. */
  boolean array() {
    int parameters = text.indexOf("(");
    int bracket = text.indexOf("[");
    return bracket >= 0 && (parameters < 0 || bracket < parameters);
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private boolean spaced(char last, char next) {
    if (last == ',' || last == '&' || next == '&') {
      return true;
    }
    boolean afterWord =
        Character.isJavaIdentifierPart(last) || last == '>' || last == ']' || last == '?';
    boolean afterDots = text.length() > 2 && text.lastIndexOf("...") == text.length() - 3;
    return (afterWord || afterDots || last == ')') && Character.isJavaIdentifierPart(next);
  }
}
