package io.headwater.cli.demo;

import io.headwater.trainer.ModelInit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The options of a demo run.
 *
 * @param length how long examples are streamed
 * @param init what the model starts from
 * @param trunk what is trained of the trunk, as {@link io.headwater.trainer.TrunkConfig#TRUNK}
 * @param rate most examples produced per second; 0 for as fast as they are learned
 * @param seed seed of the stream's order and the first weights
 * @param folder folder for checkpoints and logs; empty for a temporary folder
 * @param report file the results are written to as JSON; empty for none
 * @param live whether the display is redrawn in place
 */
record DemoSettings(
    Duration length,
    ModelInit init,
    String trunk,
    double rate,
    long seed,
    Optional<Path> folder,
    Optional<Path> report,
    boolean live) {}
