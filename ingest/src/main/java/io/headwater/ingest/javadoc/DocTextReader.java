package io.headwater.ingest.javadoc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a doc comment into plain text and splits it after its first sentence.
 *
 * <p>The main description ends at the first block tag; the text of the {@code param}, {@code
 * return} and {@code throws} tags that follow is kept separately. Inline tags are replaced by their
 * text: code and literals as written, links by their label or else by the name they refer to,
 * without its package. HTML tags are dropped and character references decoded. Preformatted text
 * and HTML comments are left out altogether, since they are not prose.
 *
 * <p>The first sentence ends where the standard doclet ends it: at the first full stop that is
 * followed by white space or the end and is not inside an inline tag, or before the first tag that
 * starts a block. Unlike the doclet, the reader does not end a sentence at the full stop of an
 * abbreviation such as {@code e.g.}, and takes a {@code @summary} tag as it is.
 */
final class DocTextReader {

  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "pre",
          "ul",
          "ol",
          "li",
          "dl",
          "dt",
          "dd",
          "table",
          "tr",
          "td",
          "th",
          "div",
          "blockquote",
          "hr",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "caption",
          "thead",
          "tbody",
          "section");

  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "e.g.", "i.e.", "vs.", "cf.", "viz.", "approx.", "incl.", "resp.", "no.", "fig.", "eq.");

  private static final Pattern TAG_STARTS = Pattern.compile("\\n(?=@\\p{L})");
  private static final Pattern TOLD =
      Pattern.compile("@(?:param|return|throws|exception)\\s+(.*)", Pattern.DOTALL);

  private final String source;
  private final StringBuilder text = new StringBuilder();
  private int position;
  private int summaryEnd = -1;
  private boolean inherited;

  private DocTextReader(String source) {
    this.source = source;
  }

  /** Returns the text of a comment given with its delimiters. */
  static DocText read(String comment) {
    var reader = new DocTextReader(undecorate(comment));
    reader.description();
    return reader.result();
  }

  /** Drops the delimiters and the asterisks that lead each line. */
  private static String undecorate(String comment) {
    int from = comment.startsWith("/**") ? 3 : 0;
    int to = comment.endsWith("*/") ? Math.max(from, comment.length() - 2) : comment.length();
    var plain = new StringBuilder(to - from);
    boolean leading = true;
    for (int i = from; i < to; i++) {
      char next = comment.charAt(i);
      if (next == '\n') {
        leading = true;
        plain.append(next);
      } else if (next != '\r' && !(leading && (next == '*' || Character.isWhitespace(next)))) {
        leading = false;
        plain.append(next);
      }
    }
    return plain.toString();
  }

  private DocText result() {
    int end = summaryEnd < 0 ? text.length() : summaryEnd;
    String main = text.substring(end);
    return new DocText(plain(text.substring(0, end)), plain(main), blockTags(), inherited);
  }

  private static String plain(String text) {
    return Entities.decode(text).replaceAll("[\\s\\u00a0]+", " ").strip();
  }

  private void description() {
    boolean lineStart = true;
    while (position < source.length()) {
      char next = source.charAt(position);
      if (lineStart && next == '@' && letterAt(position + 1)) {
        return;
      }
      lineStart = next == '\n' || (lineStart && Character.isWhitespace(next));
      if (next == '{' && position + 1 < source.length() && source.charAt(position + 1) == '@') {
        inlineTag();
      } else if (next == '<' && markupAt(position + 1)) {
        markup();
      } else {
        text.append(next);
        position++;
        if (next == '.' && endsSentence()) {
          endSummary();
        }
      }
    }
  }

  /** Reads the block tags, from the first one at the current position. */
  private String blockTags() {
    List<String> kept = new ArrayList<>();
    for (String tag : TAG_STARTS.splitAsStream(source.substring(position)).toList()) {
      Matcher matcher = TOLD.matcher(tag);
      if (matcher.matches()) {
        DocText content = read(matcher.group(1));
        kept.add((content.summary() + " " + content.body()).strip());
      }
    }
    return String.join(" ", kept);
  }

  private boolean letterAt(int index) {
    return index < source.length() && Character.isLetter(source.charAt(index));
  }

  private boolean markupAt(int index) {
    boolean tag = letterAt(index) || (source.startsWith("/", index) && letterAt(index + 1));
    return source.startsWith("!--", index) || (tag && source.indexOf('>', index) >= 0);
  }

  private boolean endsSentence() {
    if (position < source.length()
        && !Character.isWhitespace(source.charAt(position))
        && !(source.charAt(position) == '<'
            && markupAt(position + 1)
            && BLOCKS.contains(tagName(position)))) {
      return false;
    }
    int word = text.length();
    while (word > 0
        && !Character.isWhitespace(text.charAt(word - 1))
        && text.charAt(word - 1) != '(') {
      word--;
    }
    return !ABBREVIATIONS.contains(text.substring(word).toLowerCase(Locale.ROOT));
  }

  private void endSummary() {
    if (summaryEnd < 0 && !text.toString().isBlank()) {
      summaryEnd = text.length();
    }
  }

  private void markup() {
    if (source.startsWith("<!--", position)) {
      position = after("-->", position);
      return;
    }
    String name = tagName(position);
    if (BLOCKS.contains(name)) {
      endSummary();
      text.append(' ');
    } else if (name.equals("br")) {
      text.append(' ');
    }
    if (name.equals("pre") && source.charAt(position + 1) != '/') {
      int close = source.toLowerCase(Locale.ROOT).indexOf("</pre", position);
      position = close < 0 ? source.length() : close;
    }
    position = after(">", position);
  }

  private String tagName(int open) {
    int from = open + (source.startsWith("</", open) ? 2 : 1);
    int to = from;
    while (to < source.length() && Character.isLetterOrDigit(source.charAt(to))) {
      to++;
    }
    return source.substring(from, to).toLowerCase(Locale.ROOT);
  }

  private int after(String mark, int from) {
    int found = source.indexOf(mark, from);
    return found < 0 ? source.length() : found + mark.length();
  }

  private void inlineTag() {
    int nameEnd = position + 2;
    while (nameEnd < source.length() && Character.isLetter(source.charAt(nameEnd))) {
      nameEnd++;
    }
    String name = source.substring(position + 2, nameEnd);
    int close = closingBrace(nameEnd);
    String content = source.substring(nameEnd, close).strip();
    position = Math.min(source.length(), close + 1);
    switch (name) {
      case "code", "literal" -> text.append(escaped(content));
      case "link", "linkplain" -> text.append(InlineLink.text(content));
      case "inheritDoc" -> inherited = true;
      case "docRoot", "snippet" -> {}
      case "value" -> text.append(InlineLink.text(content));
      case "return" -> {
        text.append("Returns ").append(nested(content)).append('.');
        endSummary();
      }
      case "summary" -> {
        text.append(nested(content));
        endSummary();
      }
      default -> text.append(nested(content));
    }
  }

  /** Protects literal text from being decoded when the whole text is. */
  private static String escaped(String literal) {
    return literal.replace("&", "&amp;");
  }

  /** Returns the text inside a tag, escaped so that it can be decoded once more. */
  static String nested(String content) {
    DocText inner = read(content);
    return escaped(inner.body().isEmpty() ? inner.summary() : inner.summary() + " " + inner.body());
  }

  private int closingBrace(int from) {
    int depth = 1;
    int at = from;
    while (at < source.length()) {
      char next = source.charAt(at);
      if (next == '{') {
        depth++;
      } else if (next == '}' && --depth == 0) {
        return at;
      }
      at++;
    }
    return at;
  }
}
