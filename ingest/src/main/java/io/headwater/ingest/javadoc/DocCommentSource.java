package io.headwater.ingest.javadoc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads the doc comments of libraries from their source jars, one library at a time as needed.
 *
 * <p>It leaves out comments that inherit text, licence notes, texts in which fewer than 60% of
 * characters are ASCII letters, texts of fewer than three words, and texts whose normalised form
 * came before, in this library or an earlier one. Names of packages are shortened everywhere, so
 * that no text contains its library's name as a qualifier; a product's name in prose stays. A
 * library's comments are shuffled in an order that depends only on the seed and the library's name;
 * of a large library, the first comments in that order are kept.
 *
 * <p>Not safe for use by several threads.
 */
public final class DocCommentSource implements Iterator<LibraryComments> {

  private static final int FEWEST_WORDS = 3;
  private static final double LETTERS = 0.6;

  private final Iterator<LibraryJar> jars;
  private final long seed;
  private final int mostPerLibrary;
  private final Set<String> seen = new HashSet<>();

  private DocCommentSource(List<LibraryJar> jars, long seed, int mostPerLibrary) {
    this.jars = List.copyOf(jars).iterator();
    this.seed = seed;
    this.mostPerLibrary = mostPerLibrary;
  }

  /**
   * Opens jars, in the order their comments will be read.
   *
   * @param jars one for each library
   * @param seed decides the order within a library
   * @param mostPerLibrary most comments kept of a library, at least 1
   * @throws IllegalArgumentException if a jar is missing, a library is given twice, or {@code
   *     mostPerLibrary} is below 1
   */
  public static DocCommentSource open(List<LibraryJar> jars, long seed, int mostPerLibrary) {
    if (mostPerLibrary < 1) {
      throw new IllegalArgumentException(
          "mostPerLibrary is " + mostPerLibrary + "; it must be at least 1.");
    }
    var names = new HashSet<String>();
    for (LibraryJar jar : jars) {
      if (!names.add(jar.library())) {
        throw new IllegalArgumentException("Library " + jar.library() + " is given twice.");
      }
      if (!Files.isRegularFile(jar.sources())) {
        throw new IllegalArgumentException(
            "No source jar of " + jar.library() + " at " + jar.sources() + ".");
      }
    }
    return new DocCommentSource(jars, seed, mostPerLibrary);
  }

  @Override
  public boolean hasNext() {
    return jars.hasNext();
  }

  /**
   * Reads the next library.
   *
   * @throws UncheckedIOException if its jar cannot be read
   */
  @Override
  public LibraryComments next() {
    if (!jars.hasNext()) {
      throw new NoSuchElementException("All libraries have been read.");
    }
    LibraryJar jar = jars.next();
    List<DocComment> comments = new ArrayList<>();
    try (var zip = new ZipFile(jar.sources().toFile())) {
      for (ZipEntry file : sourceFiles(zip)) {
        String source = new String(zip.getInputStream(file).readAllBytes(), StandardCharsets.UTF_8);
        read(jar.library(), source, comments);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + jar.sources() + ": " + e.getMessage(), e);
    }
    Collections.shuffle(comments, new Random(seed * 31 + jar.library().hashCode()));
    return new LibraryComments(
        jar.library(), comments.subList(0, Math.min(comments.size(), mostPerLibrary)));
  }

  /** Lists the files by name, since the order inside a jar depends on who built it. */
  private static List<? extends ZipEntry> sourceFiles(ZipFile zip) {
    return zip.stream()
        .filter(
            entry -> entry.getName().endsWith(".java") && !entry.getName().endsWith("-info.java"))
        .filter(entry -> !entry.getName().startsWith("META-INF/"))
        .sorted(Comparator.comparing(ZipEntry::getName))
        .toList();
  }

  private void read(String library, String source, List<DocComment> into) {
    for (Declaration declaration : DeclarationReader.read(source)) {
      DocText text = DocTextReader.read(declaration.comment());
      var comment =
          new DocComment(
              library,
              declaration.type(),
              declaration.name(),
              declaration.kind(),
              declaration.signature(),
              QualifiedNames.shorten(text.summary()),
              QualifiedNames.shorten(text.body()),
              QualifiedNames.shorten(text.details()));
      if (!text.inherited() && usable(comment)) {
        into.add(comment);
      }
    }
  }

  private boolean usable(DocComment comment) {
    if (comment.summary().isBlank()) {
      return false;
    }
    String text = comment.text();
    String normal = NormalisedText.of(text);
    return NormalisedText.words(normal) >= FEWEST_WORDS
        && prose(text)
        && !licence(normal)
        && seen.add(normal);
  }

  private static boolean prose(String text) {
    long letters = text.chars().filter(c -> c < 128 && Character.isLetter(c)).count();
    return letters >= LETTERS * text.length();
  }

  private static boolean licence(String normal) {
    return normal.contains("licensed under the")
        || normal.contains("licensed to the apache")
        || normal.contains("all rights reserved")
        || normal.contains("spdx license");
  }
}
