package io.headwater.trainer.internal.checkpoint;

import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.checkpoint.CheckpointAnnouncements;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Retry;
import io.headwater.trainer.internal.journal.Journal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores a cut and announces it. The order is files, journal, announcement, so that an announcement
 * depends on nothing that could still be lost.
 */
public final class CheckpointWriter {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);
  private static final int ATTEMPTS = 5;

  private final ModelConfig config;
  private final byte[] tokenizerJson;
  private final CheckpointStore store;
  private final CanaryMaker canaries;
  private final Journal journal;
  private final Announcer announcer;
  private final Clock clock;
  private final Function<CheckpointAnnouncement, List<Long>> kept;
  private final Consumer<CheckpointAnnouncement> onAnnounced;
  private final Lifecycle lifecycle;

  /**
   * Makes a writer.
   *
   * @param kept returns the versions that stay in the store when a version is announced
   * @param onAnnounced called with each announcement, on the writing thread
   * @param lifecycle lifecycle of the trainer; when it is over, nothing is retried
   */
  public CheckpointWriter(
      ModelConfig config,
      byte[] tokenizerJson,
      CheckpointStore store,
      CanaryMaker canaries,
      Journal journal,
      Announcer announcer,
      Clock clock,
      Function<CheckpointAnnouncement, List<Long>> kept,
      Consumer<CheckpointAnnouncement> onAnnounced,
      Lifecycle lifecycle) {
    this.config = config;
    this.tokenizerJson = tokenizerJson.clone();
    this.store = store;
    this.canaries = canaries;
    this.journal = journal;
    this.announcer = announcer;
    this.clock = clock;
    this.kept = kept;
    this.onAnnounced = onAnnounced;
    this.lifecycle = lifecycle;
  }

  /** Writes and announces a cut; closes the snapshot. */
  public void write(Cut cut, ModelSnapshot snapshot) throws IOException, InterruptedException {
    CheckpointAnnouncement announcement;
    try (snapshot) {
      CheckpointManifest manifest = withCanaries(cut, snapshot);
      CheckpointAnnouncement stored =
          CheckpointAnnouncements.of(store(manifest, snapshot), clock.instant());
      announcement = CheckpointAnnouncement.newBuilder(stored).setKept(kept.apply(stored)).build();
    }
    journal.flush();
    announcer.announce(announcement, cut);
    LOG.info(
        "Announced version {} of model {} at step {}, {} bytes",
        announcement.getVersion(),
        announcement.getModel(),
        announcement.getStep(),
        announcement.getSize());
    onAnnounced.accept(announcement);
  }

  private CheckpointStore.Stored store(CheckpointManifest manifest, ModelSnapshot snapshot)
      throws IOException {
    Backoff backoff = Retry.USUAL.backoff(lifecycle::awaitAbandoned);
    for (int attempt = 1; ; attempt++) {
      try {
        return store.put(
            manifest, folder -> CheckpointFolder.write(folder, config, tokenizerJson, snapshot));
      } catch (IOException e) {
        if (attempt == ATTEMPTS
            || isInterruption(e)
            || !backoff.pause("store version " + manifest.version(), e)) {
          throw new IOException("version " + manifest.version() + " could not be stored", e);
        }
      }
    }
  }

  private static boolean isInterruption(IOException e) {
    return e instanceof InterruptedIOException || e instanceof ClosedByInterruptException;
  }

  private CheckpointManifest withCanaries(Cut cut, ModelSnapshot snapshot) {
    CheckpointManifest m = cut.manifest();
    return new CheckpointManifest(
        m.model(),
        m.version(),
        m.epoch(),
        m.step(),
        m.sequence(),
        m.parents(),
        m.tasks(),
        m.positions(),
        m.trainerState(),
        canaries.canaries(snapshot, m.tasks(), cut.canaryRows()),
        m.files());
  }
}
