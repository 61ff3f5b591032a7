package io.headwater.ingest.javadoc;

/**
 * A doc comment as plain text.
 *
 * @param summary the first sentence
 * @param body the rest of the main description; empty if the first sentence is all
 * @param inherited whether the comment takes text from an overridden member
 */
record DocText(String summary, String body, boolean inherited) {}
