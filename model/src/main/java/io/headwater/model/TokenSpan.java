package io.headwater.model;

/**
 * A stretch of a passage's tokens, counted from the passage's first.
 *
 * @param first its first token
 * @param last its last token, which belongs to it
 */
public record TokenSpan(int first, int last) {}
