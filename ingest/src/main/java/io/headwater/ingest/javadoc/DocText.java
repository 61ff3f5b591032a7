package io.headwater.ingest.javadoc;

/**
 * A doc comment as plain text.
 *
 * @param summary the first sentence
 * @param body the rest of the main description; empty if the first sentence is all
 * @param details the text of the block tags about parameters, results and exceptions
 * @param inherited whether the comment takes text from an overridden member
 */
record DocText(String summary, String body, String details, boolean inherited) {}
