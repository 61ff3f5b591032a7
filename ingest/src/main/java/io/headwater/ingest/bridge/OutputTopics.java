package io.headwater.ingest.bridge;

/**
 * Where records go, and how large they may be.
 *
 * @param examples topic of the examples
 * @param largestExample most bytes of a record of that topic
 * @param deadLetters topic of the dead letters
 * @param largestDeadLetter most bytes of a record of that topic
 */
public record OutputTopics(
    String examples, int largestExample, String deadLetters, int largestDeadLetter) {}
