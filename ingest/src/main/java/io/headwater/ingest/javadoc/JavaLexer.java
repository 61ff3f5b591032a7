package io.headwater.ingest.javadoc;

/**
 * Splits Java source into words, symbols and literals, and remembers the doc comment before each.
 *
 * <p>Parsing whole files with their bodies would take ten times as long as the demo can wait at its
 * start, and reading declarations needs no more than this. A word is an identifier, a keyword or a
 * number; a symbol is one character, or the three dots of a variable parameter. Every source is
 * accepted: text that is not Java gives odd tokens, never an error.
 */
final class JavaLexer {

  private enum Kind {
    WORD,
    SYMBOL,
    LITERAL,
    END
  }

  private final String source;
  private Kind kind = Kind.SYMBOL;
  private int start;
  private int end;
  private String comment = "";

  /** Makes a lexer positioned at the first token. */
  JavaLexer(String source) {
    this.source = source;
    advance();
  }

  boolean atEnd() {
    return kind == Kind.END;
  }

  boolean atWord() {
    return kind == Kind.WORD;
  }

  boolean at(char symbol) {
    return kind == Kind.SYMBOL && end - start == 1 && source.charAt(start) == symbol;
  }

  boolean at(String word) {
    return kind == Kind.WORD && end - start == word.length() && source.startsWith(word, start);
  }

  /** Returns the current token as written; empty at the end. */
  String text() {
    return source.substring(start, end);
  }

  /**
   * Returns the last doc comment between the previous token and this one, with its delimiters;
   * empty if none.
   */
  String comment() {
    return comment;
  }

  /** Returns the first character after the current token and any white space, or 0 at the end. */
  char peek() {
    int next = end;
    while (next < source.length() && Character.isWhitespace(source.charAt(next))) {
      next++;
    }
    return next < source.length() ? source.charAt(next) : 0;
  }

  /** Returns whether the lexer is at the at sign of {@code @interface}. */
  boolean atAnnotationType() {
    return at('@') && source.startsWith("interface", end);
  }

  /** Moves to the next token. */
  void advance() {
    skipBlanks();
    if (start >= source.length()) {
      kind = Kind.END;
      end = start;
      return;
    }
    char first = source.charAt(start);
    if (Character.isJavaIdentifierPart(first)) {
      kind = Kind.WORD;
      end = start + 1;
      while (end < source.length() && Character.isJavaIdentifierPart(source.charAt(end))) {
        end++;
      }
    } else if (first == '"' || first == '\'') {
      kind = Kind.LITERAL;
      end =
          source.startsWith("\"\"\"", start)
              ? closing("\"\"\"", start + 3)
              : closing(String.valueOf(first), start + 1);
    } else {
      kind = Kind.SYMBOL;
      end = start + (source.startsWith("...", start) ? 3 : 1);
    }
  }

  /** Moves past the bracket that closes the one the lexer is at. */
  void skip(char open, char close) {
    int depth = 0;
    do {
      if (at(open)) {
        depth++;
      } else if (at(close)) {
        depth--;
      }
      advance();
    } while (depth > 0 && !atEnd());
  }

  private void skipBlanks() {
    comment = "";
    start = end;
    while (start < source.length()) {
      if (Character.isWhitespace(source.charAt(start))) {
        start++;
      } else if (source.startsWith("//", start)) {
        int line = source.indexOf('\n', start);
        start = line < 0 ? source.length() : line + 1;
      } else if (source.startsWith("/*", start)) {
        int close = source.indexOf("*/", start + 2);
        int after = close < 0 ? source.length() : close + 2;
        if (source.startsWith("/**", start) && after - start > 4) {
          comment = source.substring(start, after);
        }
        start = after;
      } else {
        return;
      }
    }
  }

  private int closing(String quote, int from) {
    int at = from;
    while (at < source.length() && !source.startsWith(quote, at)) {
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(source.length(), at + quote.length());
  }
}
