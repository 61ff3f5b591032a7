package io.headwater.trainer.internal;

import io.headwater.model.learning.Learner;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.CheckpointAnnouncement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model that was taken over from the previous trainer, or newly made if there was none.
 *
 * @param clusterId id of the Kafka cluster
 * @param epoch epoch of this trainer, which no earlier trainer used
 * @param announced announcements of the model's versions so far
 * @param loaded the model, and where its training resumes
 */
record RecoveredModel(
    String clusterId, int epoch, Collection<CheckpointAnnouncement> announced, LoadedLearner loaded)
    implements AutoCloseable {

  /** Copies the announcements. */
  RecoveredModel {
    announced = List.copyOf(announced);
  }

  Learner learner() {
    return loaded.learner();
  }

  Tokenizer tokenizer() {
    return loaded.tokenizer();
  }

  ResumePoint from() {
    return loaded.from();
  }

  /** Returns the announcement of the version that the model goes on from; empty if it is new. */
  Optional<CheckpointAnnouncement> previous() {
    return announced.stream()
        .filter(announcement -> from().parents().contains(announcement.getVersion()))
        .findFirst();
  }

  /** Returns whether the model is new, with no earlier version to continue from. */
  boolean isNew() {
    return from().parents().isEmpty();
  }

  /**
   * Returns the newest version, for the status; it is 0 for a new model, whose first version is
   * made right away.
   */
  OptionalLong newestVersion() {
    return announced.isEmpty() ? OptionalLong.of(0) : OptionalLong.of(from().nextVersion() - 1);
  }

  @Override
  public void close() {
    loaded.close();
  }
}
