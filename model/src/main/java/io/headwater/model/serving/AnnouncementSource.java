package io.headwater.model.serving;

import io.headwater.schemas.CheckpointAnnouncement;
import java.util.function.Consumer;

/** Where the announcements of one model come from. */
@FunctionalInterface
public interface AnnouncementSource {

  /** A running subscription; closing it ends the announcements. */
  @FunctionalInterface
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Passes every announcement to {@code consumer}, from any thread; {@code consumer} must return at
   * once.
   *
   * @return the subscription, to close when no more announcements are wanted
   */
  Subscription subscribe(Consumer<CheckpointAnnouncement> consumer);
}
