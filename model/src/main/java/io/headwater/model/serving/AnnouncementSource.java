package io.headwater.model.serving;

import io.headwater.schemas.CheckpointAnnouncement;
import java.util.function.Consumer;

/** Where the announcements of one model come from. */
@FunctionalInterface
public interface AnnouncementSource {

  /** Announcements on their way; closing it ends them. */
  @FunctionalInterface
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Hands every announcement to {@code consumer}, which returns at once, from any thread.
   *
   * @return what ends the subscription
   */
  Subscription subscribe(Consumer<CheckpointAnnouncement> consumer);
}
