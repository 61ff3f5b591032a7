package io.headwater.trainer;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.Position;
import io.headwater.schemas.TrainingStep;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.lineage.Lineage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Follows what the trainers of one model announce and journal. */
public final class LineageFeed implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final String model;
  private final TopicReader<CheckpointAnnouncement> checkpoints;
  private final TopicReader<JournalEntry> entries;
  private final List<CheckpointAnnouncement> announcements = new ArrayList<>();
  private final List<JournalEntry> journal = new ArrayList<>();

  LineageFeed(
      String model,
      TopicReader<CheckpointAnnouncement> checkpoints,
      TopicReader<JournalEntry> entries) {
    this.model = model;
    this.checkpoints = checkpoints;
    this.entries = entries;
  }

  /** Reads what was written since the last look. */
  public void look() {
    checkpoints.readToEnd().stream()
        .flatMap(entry -> entry.value().stream())
        .filter(announcement -> announcement.getModel().equals(model))
        .forEach(announcements::add);
    entries.readToEnd().stream()
        .flatMap(entry -> entry.value().stream())
        .filter(entry -> entry.getModel().equals(model))
        .forEach(journal::add);
  }

  /** Waits until something holds; fails with the trainer's log where it ends, or takes too long. */
  public void await(Watched trainer, String what, BooleanSupplier reached)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    look();
    while (!reached.getAsBoolean()) {
      if (trainer.awaitEnd(LOOK) || System.nanoTime() > deadline) {
        throw new AssertionError(
            "not reached: " + what + "; at " + trainedThrough() + ":\n" + trainer.log());
      }
      look();
    }
  }

  /** Waits until the newest version has passed so many offsets. */
  public void awaitTrainedThrough(Watched trainer, long offsets) throws InterruptedException {
    await(trainer, offsets + " offsets trained through", () -> trainedThrough() >= offsets);
  }

  /**
   * Waits until a kill would be in mid-stream: two trained versions are announced, the newest has
   * passed so many offsets, and the trainer is ahead of it.
   */
  public void awaitMidStream(Watched trainer, long offsets) throws InterruptedException {
    await(
        trainer,
        "mid-stream, past " + offsets + " offsets",
        () -> announcements.size() > 2 && trainedThrough() >= offsets && stepsAhead() > 0);
  }

  /** Returns all announcements read so far. */
  public List<CheckpointAnnouncement> announcements() {
    return List.copyOf(announcements);
  }

  public List<JournalEntry> journal() {
    return List.copyOf(journal);
  }

  /** Returns the history read so far. */
  public Lineage lineage() {
    return new Lineage(announcements, journal);
  }

  /** Returns the newest version. */
  public CheckpointAnnouncement newest() {
    return lineage().latest().orElseThrow();
  }

  /** Returns how many offsets the newest version has passed. */
  public long trainedThrough() {
    return lineage().latest().stream()
        .flatMap(newest -> newest.getPositions().stream())
        .mapToLong(Position::getNextOffset)
        .sum();
  }

  /** Returns how many journaled steps of its epoch the newest version does not contain. */
  public long stepsAhead() {
    CheckpointAnnouncement newest = newest();
    return journal.stream()
        .filter(entry -> entry.getEpoch() == newest.getEpoch())
        .filter(entry -> entry.getSequence() > newest.getSequence())
        .filter(entry -> entry.getBody() instanceof TrainingStep)
        .count();
  }

  /** Returns how many steps are in the journal, of all epochs. */
  public long journaledSteps() {
    return journal.stream().filter(entry -> entry.getBody() instanceof TrainingStep).count();
  }

  @Override
  public void close() {
    checkpoints.close();
    entries.close();
  }
}
