package io.headwater.service.terminal;

import java.lang.Character.UnicodeBlock;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Counts the columns of a terminal that a text takes, which are not its characters.
 *
 * <p>Terminals disagree about joined emoji; the count is that of the ones that show each part, so a
 * text never takes more columns than are counted.
 */
public final class Columns {
  private static final String MORE = "...";
  private static final int EMOJI_STYLE = 0xfe0f;

  private static final Set<UnicodeScript> WIDE_SCRIPTS =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.HANGUL,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.YI,
          UnicodeScript.TANGUT);

  private static final Set<UnicodeBlock> WIDE_BLOCKS =
      Set.of(
          UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION,
          UnicodeBlock.ENCLOSED_CJK_LETTERS_AND_MONTHS,
          UnicodeBlock.CJK_COMPATIBILITY,
          UnicodeBlock.IDEOGRAPHIC_DESCRIPTION_CHARACTERS,
          UnicodeBlock.CJK_COMPATIBILITY_FORMS,
          UnicodeBlock.SMALL_FORM_VARIANTS,
          UnicodeBlock.VERTICAL_FORMS,
          UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS,
          UnicodeBlock.ENCLOSED_IDEOGRAPHIC_SUPPLEMENT,
          UnicodeBlock.MISCELLANEOUS_SYMBOLS_AND_PICTOGRAPHS,
          UnicodeBlock.EMOTICONS,
          UnicodeBlock.TRANSPORT_AND_MAP_SYMBOLS,
          UnicodeBlock.SUPPLEMENTAL_SYMBOLS_AND_PICTOGRAPHS,
          UnicodeBlock.SYMBOLS_AND_PICTOGRAPHS_EXTENDED_A);

  /** Signs of older blocks that are shown as emoji unless a text says otherwise. */
  private static final String EMOJI_OF_OLDER_BLOCKS =
      "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕"
          + "\ud83c\udc04\ud83c\udccf\ud83c\udd8e\ud83c\udd91\ud83c\udd92\ud83c\udd93\ud83c\udd94"
          + "\ud83c\udd95\ud83c\udd96\ud83c\udd97\ud83c\udd98\ud83c\udd99\ud83c\udd9a";

  private Columns() {}

  /** Returns the number of columns of a text without control characters. */
  public static int of(String text) {
    return of(text, text.length());
  }

  /** Returns the number of columns of the first {@code length} characters of a text. */
  private static int of(String text, int length) {
    int columns = 0;
    int last = 0;
    for (int at = 0; at < length; at += Character.charCount(text.codePointAt(at))) {
      int point = text.codePointAt(at);
      if (point == EMOJI_STYLE) {
        columns += last == 1 ? 1 : 0; // makes a sign such as a heart an emoji
        last = 0;
      } else {
        last = of(point);
        columns += last;
      }
    }
    return columns;
  }

  private static int of(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || (point >= 0x1160 && point <= 0x11ff)) { // second and third parts of a Hangul syllable
      return 0;
    }
    boolean narrow = point < 0x1100 || (point >= 0xff61 && point <= 0xffdc);
    return !narrow
            && (WIDE_SCRIPTS.contains(UnicodeScript.of(point))
                || isIn(WIDE_BLOCKS, UnicodeBlock.of(point))
                || EMOJI_OF_OLDER_BLOCKS.indexOf(point) >= 0)
        ? 2
        : 1;
  }

  /** Takes also the block of a point that belongs to none, which is null. */
  private static boolean isIn(Set<UnicodeBlock> blocks, UnicodeBlock block) {
    return block != null && blocks.contains(block);
  }

  /** Returns as much of a text as fits into so many columns, ending in dots if that is not all. */
  public static String cut(String text, int most) {
    if (of(text) <= most) {
      return text;
    }
    String end = most > MORE.length() ? MORE : "";
    int length = 0;
    int next = text.offsetByCodePoints(0, 1);
    while (of(text, next) + end.length() <= most) {
      length = next;
      next = text.offsetByCodePoints(next, 1);
    }
    return text.substring(0, length) + end;
  }

  /** Returns a text filled up with spaces to so many columns. */
  public static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  /** Puts parts on as few lines as their order allows, two spaces between them. */
  public static List<String> pack(List<String> parts, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String part : parts) {
      if (line.length() > 0 && of(line.toString()) + 2 + of(part) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : "  ").append(part);
    }
    lines.add(line.toString());
    return lines;
  }
}
