package io.headwater.evaluator.internal.scorer;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.AbsentCheckpointException;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.serving.ServedModel;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.SourcePartition;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The versions in memory, at most two; changed by one thread, read by many. */
public final class LoadedVersions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LoadedVersions.class);
  private static final int ATTEMPTS = 5;
  private static final long RETRY_NANOS = 2_000_000_000L;

  private final Announcements announcements;
  private final ServedModelLoader loader;
  private final NavigableMap<Long, Loaded> loaded = new TreeMap<>();
  private final Map<Long, Integer> failures = new HashMap<>();
  private long retryAtNanos = System.nanoTime();
  private final AtomicLong swaps = new AtomicLong();
  private volatile NavigableSet<Long> versions = new TreeSet<>();

  /** A version in memory, with the tasks it can answer. */
  public record Loaded(long version, VersionCut cut, ServedModel model, Set<String> tasks) {}

  /** Makes an instance with no version loaded. */
  public LoadedVersions(Announcements announcements, ServedModelLoader loader) {
    this.announcements = announcements;
    this.loader = loader;
  }

  /** Returns the newest loaded version that may score a record. */
  public Optional<Loaded> choose(SourcePartition partition, long offset) {
    OptionalLong version = VersionPlan.choose(cuts(), partition, offset);
    return version.isPresent() ? Optional.of(loaded.get(version.getAsLong())) : Optional.empty();
  }

  /** Returns whether anything is loaded. */
  public boolean isEmpty() {
    return loaded.isEmpty();
  }

  /** Returns the loaded versions. */
  public NavigableSet<Long> versions() {
    return versions;
  }

  /** Returns how often a newer version took over. */
  public long swaps() {
    return swaps.get();
  }

  /**
   * Closes versions that no partition needs, and loads at most one version per call.
   *
   * @param next next offset to score in each owned partition
   * @return true if a version was loaded
   */
  public boolean update(Map<SourcePartition, Long> next) {
    VersionPlan plan = VersionPlan.of(announcements.loadable(), cuts(), next);
    loaded
        .entrySet()
        .removeIf(
            entry -> {
              boolean unused = !plan.keep().contains(entry.getKey());
              if (unused) {
                log.debug("Closing version {}", entry.getKey());
                entry.getValue().model().close();
              }
              return unused;
            });
    boolean changed = plan.load().isPresent() && load(plan.load().getAsLong());
    versions = new TreeSet<>(loaded.keySet());
    return changed;
  }

  private boolean load(long version) {
    Optional<CheckpointAnnouncement> announcement = announcements.of(version);
    if (announcement.isEmpty() || System.nanoTime() < retryAtNanos) {
      return false;
    }
    boolean newest = !loaded.isEmpty() && version > loaded.lastKey();
    try {
      ServedModel model = loader.load(announcement.get());
      Set<String> tasks =
          model.manifest().tasks().stream()
              .filter(LoadedVersions::canAnswer)
              .map(TaskModule::task)
              .collect(Collectors.toSet());
      loaded.put(version, new Loaded(version, VersionCut.of(announcement.get()), model, tasks));
      failures.remove(version);
      swaps.addAndGet(newest ? 1 : 0);
      log.info("Loaded version {} with tasks {}", version, tasks);
      return true;
    } catch (AbsentCheckpointException e) {
      passOver(version, e);
    } catch (CorruptCheckpointException e) {
      refuse(version, e);
    } catch (IOException e) {
      int failed = failures.merge(version, 1, Integer::sum);
      if (failed >= ATTEMPTS) {
        refuse(version, e);
      } else {
        retryAtNanos = System.nanoTime() + RETRY_NANOS;
        log.warn("Cannot fetch version {} (attempt {} of {}): {}", version, failed, ATTEMPTS, e);
      }
    } catch (RuntimeException e) {
      refuse(version, e);
    }
    return false;
  }

  /**
   * Returns whether a task module can answer; one whose open set has no label yet can only learn.
   */
  private static boolean canAnswer(TaskModule module) {
    return module.kind() != TaskKind.CLASSIFICATION || !module.labels().isEmpty();
  }

  /** Forgets a version that was deleted because there are newer ones. */
  private void passOver(long version, AbsentCheckpointException cause) {
    if (announcements.newest().orElse(version) > version) {
      announcements.withdraw(version);
      failures.remove(version);
      log.info("Version {} is passed over: it was deleted, and there are newer ones", version);
    } else {
      refuse(version, cause);
    }
  }

  private void refuse(long version, Exception cause) {
    announcements.refuse(version);
    failures.remove(version);
    log.error("Refusing version {}; what is loaded stays", version, cause);
  }

  private NavigableMap<Long, VersionCut> cuts() {
    NavigableMap<Long, VersionCut> cuts = new TreeMap<>();
    loaded.forEach((version, one) -> cuts.put(version, one.cut()));
    return cuts;
  }

  @Override
  public void close() {
    loaded.values().forEach(one -> one.model().close());
    loaded.clear();
    versions = new TreeSet<>();
  }
}
