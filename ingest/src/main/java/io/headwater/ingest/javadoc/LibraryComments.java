package io.headwater.ingest.javadoc;

import java.util.List;

/**
 * The usable doc comments of a library, in the order they are to be streamed.
 *
 * @param library the library's name
 * @param comments no two with the same normalised text
 */
public record LibraryComments(String library, List<DocComment> comments) {

  /** Copies the list. */
  public LibraryComments {
    comments = List.copyOf(comments);
  }
}
