package io.headwater.ingest.javadoc;

/**
 * A doc comment as plain text, together with the declaration it documents.
 *
 * @param library the library's name
 * @param type the simple name of the enclosing type, or of the type itself
 * @param name the simple name of what is documented
 * @param kind what is documented
 * @param signature the declaration without annotations, modifiers, thrown types and body
 * @param summary the first sentence, never blank
 * @param body the rest of the main description; empty if there is none
 * @param details what the block tags say about parameters, results and exceptions; empty if nothing
 */
public record DocComment(
    String library,
    String type,
    String name,
    MemberKind kind,
    String signature,
    String summary,
    String body,
    String details) {

  /** Returns the main description: summary and body. */
  public String text() {
    return body.isEmpty() ? summary : summary + " " + body;
  }
}
