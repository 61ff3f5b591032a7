package io.headwater.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run of the demo is told.
 *
 * @param length how long examples are streamed
 * @param rate examples produced a second; 0 for as fast as they are learned
 * @param seed seed of the stream's order and the first weights
 * @param folder where checkpoints and logs are kept; empty for a temporary folder
 * @param report where the figures are written as JSON
 * @param live whether the display is redrawn in place
 */
record DemoSettings(
    Duration length,
    double rate,
    long seed,
    Optional<Path> folder,
    Optional<Path> report,
    boolean live) {}
