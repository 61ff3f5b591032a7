package io.headwater.ingest.javadoc;

/** Reads the content of a link tag: a reference and an optional label. */
final class InlineLink {

  private InlineLink() {}

  /**
   * Returns the label, or else the name referred to, without its package and with a dot before the
   * member.
   */
  static String text(String content) {
    int end = 0;
    int depth = 0;
    while (end < content.length()) {
      char next = content.charAt(end);
      if (next == '(' || next == '<') {
        depth++;
      } else if (next == ')' || next == '>') {
        depth--;
      } else if (depth == 0 && Character.isWhitespace(next)) {
        break;
      }
      end++;
    }
    String label = content.substring(end).strip();
    return label.isEmpty() ? reference(content.substring(0, end)) : DocTextReader.nested(label);
  }

  private static String reference(String reference) {
    String name = reference.startsWith("#") ? reference.substring(1) : reference;
    return QualifiedNames.shorten(name.replace('#', '.').replaceAll("\\s+", " "));
  }
}
