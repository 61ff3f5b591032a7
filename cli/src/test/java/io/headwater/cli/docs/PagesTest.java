package io.headwater.cli.docs;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation points at is there. */
class PagesTest {
  private static final int MOST_README_LINES = 150;
  private static final Pattern PATH = Pattern.compile("[\\w.-]+(/[\\w.-]+)+/?");
  private static final Pattern FILE =
      Pattern.compile("[\\w-]+\\.(md|java|avsc|xml|ya?ml|torchscript)");
  private static final Pattern CLASS = Pattern.compile("([A-Z]\\w*[a-z]\\w*)(\\.\\w+)?");

  /** What the recipes make, or the reader brings. */
  private static final Set<String> NOT_OURS = Set.of("local", "data", "target");

  /** Pages on the code itself: there a name in backticks that looks like a class is one. */
  private static final Set<String> ON_THE_CODE = Set.of("architecture.md", "CONTRIBUTING.md");

  static List<Page> pages() {
    return Page.all();
  }

  static Stream<Page> pagesOnTheCode() {
    return Page.all().stream()
        .filter(page -> ON_THE_CODE.contains(page.path().getFileName().toString()));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void shouldLinkToPagesAndHeadingsThatExist(Page page) {
    assertThat(page.links())
        .filteredOn(link -> !link.matches("(https?|mailto):.*"))
        .allSatisfy(link -> assertThat(isThere(page, link)).as(link).isTrue());
  }

  private static boolean isThere(Page page, String link) {
    String[] parts = link.split("#", 2);
    Path target =
        parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]).normalize();
    return Files.exists(Page.ROOT.resolve(target))
        && (parts.length == 1 || Page.read(target).anchors().contains(parts[1]));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void shouldNameFilesThatExist(Page page) throws IOException {
    Set<String> roots = namesAtTheRoot();
    List<String> files = fileNames();

    assertThat(page.codeSpans())
        .filteredOn(span -> PATH.matcher(span).matches())
        .filteredOn(span -> !NOT_OURS.contains(first(span)))
        .filteredOn(span -> roots.contains(first(span)) || FILE.matcher(last(span)).matches())
        .allSatisfy(span -> assertThat(Page.ROOT.resolve(span)).exists());
    assertThat(page.codeSpans())
        .filteredOn(span -> FILE.matcher(span).matches())
        .allSatisfy(span -> assertThat(files).contains(span));
  }

  @ParameterizedTest
  @MethodSource("pagesOnTheCode")
  void shouldNameClassesThatExist(Page page) throws IOException {
    Set<String> classes =
        Stream.concat(
                fileNames().stream()
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", "")),
                TopicsAndRecords.namesOfRecords().stream())
            .collect(toSet());

    assertThat(page.codeSpans())
        .filteredOn(span -> CLASS.matcher(span).matches())
        .allSatisfy(span -> assertThat(classes).contains(span.replaceFirst("\\..*", "")));
  }

  @Test
  void shouldKeepTheReadmeShort() throws IOException {
    assertThat(Files.readAllLines(Page.ROOT.resolve("README.md")))
        .hasSizeLessThanOrEqualTo(MOST_README_LINES);
  }

  private static String first(String path) {
    return path.substring(0, path.indexOf('/'));
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Set<String> namesAtTheRoot() throws IOException {
    try (Stream<Path> names = Files.list(Page.ROOT)) {
      return names.map(path -> path.getFileName().toString()).collect(toSet());
    }
  }

  /** Returns the names of the files, without those that are built. */
  private static List<String> fileNames() throws IOException {
    try (Stream<Path> files = Files.walk(Page.ROOT)) {
      return files
          .filter(path -> !path.toString().contains("/target/"))
          .map(path -> path.getFileName().toString())
          .toList();
    }
  }
}
