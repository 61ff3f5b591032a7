package io.headwater.trainer.internal;

import io.headwater.model.learning.Learner;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.CheckpointAnnouncement;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * A model that was taken over from the trainer before, or made new where there was none.
 *
 * @param clusterId Kafka cluster
 * @param epoch epoch of this trainer, used by none before
 * @param announced versions announced so far
 * @param loaded the model, and where its training goes on
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

  /** Returns whether no version of the model was there to go on from. */
  boolean isNew() {
    return from().parents().isEmpty();
  }

  /**
   * Returns the newest version as the status says it: a new model's first is on its way, or made.
   */
  OptionalLong newestVersion() {
    return announced.isEmpty() ? OptionalLong.of(0) : OptionalLong.of(from().nextVersion() - 1);
  }

  @Override
  public void close() {
    loaded.close();
  }
}
