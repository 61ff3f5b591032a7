package io.headwater.trainer.internal;

import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.Topics;
import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.internal.checkpoint.Announcer;
import io.headwater.trainer.internal.checkpoint.Recovery;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Takes a model over from the previous trainer, in an order that keeps both from writing at once.
 */
final class ModelRecovery {
  private final String model;
  private final Topics topics;
  private final Admin admin;
  private final ControlTopics control;
  private final Announcer announcer;
  private final CheckpointStore store;
  private final Loaders loaders;
  private final Closing closing;

  /** Makes the loader that creates or loads the model. */
  @FunctionalInterface
  interface Loaders {
    /** Returns a loader for a model on a cluster. */
    LearnerLoader on(String clusterId);
  }

  ModelRecovery(
      String model,
      Topics topics,
      Admin admin,
      ControlTopics control,
      Announcer announcer,
      CheckpointStore store,
      Loaders loaders,
      Closing closing) {
    this.model = model;
    this.topics = topics;
    this.admin = admin;
    this.control = control;
    this.announcer = announcer;
    this.store = store;
    this.loaders = loaders;
    this.closing = closing;
  }

  /**
   * Fences earlier trainers, claims an epoch and loads the newest checkpoint, or makes a new model
   * if no checkpoint was announced.
   *
   * @throws IOException if there are checkpoints but none can be loaded now; see {@link Recovery}
   */
  RecoveredModel recover() throws Exception {
    announcer.fenceOthers();
    // Read after fencing, when earlier trainers can announce nothing more.
    Map<Long, CheckpointAnnouncement> announced =
        Retry.USUAL.call("read announcements", closing, this::announcements);
    int epoch =
        Retry.USUAL.call(
            "read the journal",
            closing,
            () ->
                EpochClaim.next(
                    model,
                    announced.values(),
                    () -> control.reader(JournalEntry.class, topics.journal())));
    String clusterId = Retry.USUAL.call("ask for the cluster's id", closing, this::clusterId);
    return new RecoveredModel(
        clusterId, epoch, announced.values(), load(announced, loaders.on(clusterId)));
  }

  private Map<Long, CheckpointAnnouncement> announcements() {
    Map<Long, CheckpointAnnouncement> announced = new TreeMap<>();
    try (TopicReader<CheckpointAnnouncement> reader =
        control.reader(CheckpointAnnouncement.class, topics.checkpoints())) {
      reader.readToEnd().stream()
          .flatMap(entry -> entry.value().stream())
          .filter(announcement -> announcement.getModel().equals(model))
          .forEach(announcement -> announced.put(announcement.getVersion(), announcement));
    }
    return announced;
  }

  private String clusterId() throws InterruptedException {
    try {
      return admin.describeCluster().clusterId().get();
    } catch (ExecutionException e) {
      throw KafkaFutures.failure(e);
    }
  }

  private LoadedLearner load(Map<Long, CheckpointAnnouncement> announced, LearnerLoader loader)
      throws IOException {
    long nextVersion = announced.keySet().stream().mapToLong(v -> v).max().orElse(-1) + 1;
    Optional<LoadedLearner> loaded =
        new Recovery(store)
            .newest(announced.values(), (announcement, folder) -> loader.load(folder, nextVersion));
    return loaded.isPresent() ? loaded.get() : loader.create();
  }
}
