package io.headwater.cli.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, taken apart.
 *
 * @param path from the root of the repository
 * @param prose the lines outside of fenced blocks
 * @param fences the fenced blocks, in order
 */
record Page(Path path, List<String> prose, List<Fence> fences) {
  /** The root of the repository, seen from the module whose tests these are. */
  static final Path ROOT = Path.of("..");

  private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");
  private static final Pattern HEADING = Pattern.compile("#{1,6} (.*)");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /**
   * A fenced block.
   *
   * @param language the word behind the opening fence; empty where there is none
   */
  record Fence(String language, List<String> lines) {}

  /** Returns every page: those at the root, that of the examples, and all below docs. */
  static List<Page> all() {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream<Path> others =
          Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md")
              .map(ROOT::resolve);
      return Stream.concat(others, docs.filter(path -> path.toString().endsWith(".md")).sorted())
          .map(ROOT::relativize)
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one page. */
  static Page read(Path path) {
    List<String> prose = new ArrayList<>();
    List<Fence> fences = new ArrayList<>();
    boolean inFence = false;
    for (String line : lines(path)) {
      Matcher fence = FENCE.matcher(line);
      if (fence.matches()) {
        inFence = !inFence;
        if (inFence) {
          fences.add(new Fence(fence.group(1), new ArrayList<>()));
        }
      } else if (inFence) {
        fences.get(fences.size() - 1).lines().add(line);
      } else {
        prose.add(line);
      }
    }
    if (inFence) {
      throw new IllegalArgumentException(path + " ends within a fenced block");
    }
    return new Page(path, prose, fences);
  }

  private static List<String> lines(Path path) {
    try {
      return Files.readAllLines(ROOT.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the anchors of the page's headings, as GitHub makes them. */
  List<String> anchors() {
    return prose.stream()
        .map(HEADING::matcher)
        .filter(Matcher::matches)
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  /** Returns where the page's links lead. */
  List<String> links() {
    return LINK.matcher(CODE.matcher(text()).replaceAll("code"))
        .results()
        .map(link -> link.group(1))
        .toList();
  }

  /** Returns what stands in backticks outside of fenced blocks. */
  List<String> codeSpans() {
    return CODE.matcher(text())
        .results()
        .map(span -> span.group(1).replaceAll("\\s+", " ").strip())
        .toList();
  }

  private String text() {
    return String.join("\n", prose);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
