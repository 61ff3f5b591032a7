package io.headwater.trainer.internal.checkpoint;

import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.checkpoint.CheckpointAnnouncements;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.trainer.internal.journal.Journal;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
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

  private final ModelConfig config;
  private final byte[] tokenizerJson;
  private final CheckpointStore store;
  private final CanaryMaker canaries;
  private final Journal journal;
  private final Announcer announcer;
  private final Clock clock;
  private final Function<CheckpointAnnouncement, List<Long>> kept;
  private final Consumer<CheckpointAnnouncement> onAnnounced;
  private final Consumer<Stage> onStage;
  private Optional<CheckpointAnnouncement> newest;

  /**
   * Makes a writer.
   *
   * @param newest the newest announced checkpoint, some of whose files the next may share
   * @param kept returns the versions that stay in the store when a version is announced
   * @param onAnnounced called with each announcement, on the writing thread
   * @param onStage told what the writing waits for, on the writing thread
   */
  public CheckpointWriter(
      ModelConfig config,
      byte[] tokenizerJson,
      CheckpointStore store,
      CanaryMaker canaries,
      Journal journal,
      Announcer announcer,
      Clock clock,
      Optional<CheckpointAnnouncement> newest,
      Function<CheckpointAnnouncement, List<Long>> kept,
      Consumer<CheckpointAnnouncement> onAnnounced,
      Consumer<Stage> onStage) {
    this.config = config;
    this.tokenizerJson = tokenizerJson.clone();
    this.store = store;
    this.canaries = canaries;
    this.journal = journal;
    this.announcer = announcer;
    this.clock = clock;
    this.kept = kept;
    this.onAnnounced = onAnnounced;
    this.onStage = onStage;
    this.newest = newest;
  }

  /**
   * Writes and announces a cut; closes the snapshot as soon as it is stored.
   *
   * @throws IOException if the store cannot be written now; the snapshot is still open, and the cut
   *     may be written again
   */
  public void write(Cut cut, ModelSnapshot snapshot) throws IOException, InterruptedException {
    CheckpointAnnouncement stored = store(cut, snapshot);
    CheckpointAnnouncement announcement =
        CheckpointAnnouncement.newBuilder(stored).setKept(kept.apply(stored)).build();
    onStage.accept(Stage.BROKERS);
    journal.flush();
    announcer.announce(announcement, cut);
    newest = Optional.of(announcement);
    LOG.info(
        "Announced version {} of model {} at step {}, {} bytes",
        announcement.getVersion(),
        announcement.getModel(),
        announcement.getStep(),
        announcement.getSize());
    onAnnounced.accept(announcement);
  }

  private CheckpointAnnouncement store(Cut cut, ModelSnapshot snapshot) throws IOException {
    boolean isOpen = false;
    try {
      onStage.accept(Stage.CANARIES);
      CheckpointManifest manifest = withCanaries(cut, snapshot);
      onStage.accept(Stage.STORE);
      return CheckpointAnnouncements.of(
          store.put(
              manifest,
              newest,
              folder -> CheckpointFolder.write(folder, config, tokenizerJson, snapshot)),
          clock.instant());
    } catch (IOException e) {
      isOpen = true;
      throw e;
    } finally {
      if (!isOpen) {
        snapshot.close();
      }
    }
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
