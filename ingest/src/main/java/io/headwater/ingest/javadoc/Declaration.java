package io.headwater.ingest.javadoc;

/**
 * A documented declaration in a source file.
 *
 * @param type the simple name of the enclosing type, or of the type itself
 * @param name the simple name; a constructor has its type's name
 * @param kind what is declared
 * @param signature the declaration without annotations, modifiers, thrown types and body, on one
 *     line
 * @param comment the doc comment with its delimiters
 */
record Declaration(String type, String name, MemberKind kind, String signature, String comment) {}
