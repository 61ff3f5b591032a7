package io.headwater.ingest.bridge;

/**
 * The topics that the bridge writes to, and how large their records may be.
 *
 * @param examples topic of the examples
 * @param largestExample most bytes of a record on the examples' topic
 * @param deadLetters topic of the dead letters
 * @param largestDeadLetter most bytes of a record on the dead letters' topic
 */
public record OutputTopics(
    String examples, int largestExample, String deadLetters, int largestDeadLetter) {}
