package io.headwater.cli.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Splits a shell script into commands and words, as far as documentation needs it: quotes,
 * continued lines, comments, pipes, lists and redirections. Variables stay as they are written.
 */
final class ShellScript {
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_]\\w*=.*", Pattern.DOTALL);

  private final String text;
  private int at;
  private final List<List<String>> commands = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private StringBuilder word = new StringBuilder();
  private boolean inWord;
  private boolean redirected;

  private ShellScript(String text) {
    this.text = text;
  }

  /**
   * Returns the commands, each as its words, without assignments before it and without
   * redirections.
   *
   * @throws IllegalArgumentException if a quote does not end
   */
  static List<List<String>> commands(String text) {
    ShellScript script = new ShellScript(text);
    script.read();
    return script.commands;
  }

  private void read() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case '\\' -> escaped();
        case '\'', '"' -> quoted(c);
        case '#' -> comment();
        case ' ', '\t' -> endWord();
        case '\n', ';', '|', '&' -> endCommand();
        case '<', '>' -> {
          endWord();
          redirected = true;
        }
        default -> append(c);
      }
    }
    endCommand();
  }

  private void append(char c) {
    word.append(c);
    inWord = true;
  }

  private void escaped() {
    char c = at < text.length() ? text.charAt(at++) : '\\';
    if (c != '\n') {
      append(c);
    }
  }

  private void quoted(char quote) {
    inWord = true;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return;
      }
      if (c == '\\' && quote == '"') {
        escaped();
      } else {
        append(c);
      }
    }
    throw new IllegalArgumentException("a quote does not end in: " + text);
  }

  private void comment() {
    if (inWord) {
      append('#');
      return;
    }
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void endWord() {
    if (!inWord) {
      return;
    }
    boolean isAssignment = words.isEmpty() && ASSIGNMENT.matcher(word).matches();
    if (!redirected && !isAssignment) {
      words.add(word.toString());
    }
    word = new StringBuilder();
    inWord = false;
    redirected = false;
  }

  private void endCommand() {
    endWord();
    if (!words.isEmpty()) {
      commands.add(words);
      words = new ArrayList<>();
    }
  }
}
