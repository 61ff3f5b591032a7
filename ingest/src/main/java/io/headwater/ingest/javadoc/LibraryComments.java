package io.headwater.ingest.javadoc;

import java.util.List;

/**
 * The usable doc comments of a library, in the order to stream them.
 *
 * @param library the library's name
 * @param comments the comments; no two have the same normalised text
 */
public record LibraryComments(String library, List<DocComment> comments) {

  /** Copies the list. */
  public LibraryComments {
    comments = List.copyOf(comments);
  }
}
