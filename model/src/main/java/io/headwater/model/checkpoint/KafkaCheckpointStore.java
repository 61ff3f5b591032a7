package io.headwater.model.checkpoint;

import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.model.checkpoint.internal.AnnouncedFiles;
import io.headwater.model.checkpoint.internal.BrokerCalls;
import io.headwater.model.checkpoint.internal.ChunkFile;
import io.headwater.model.checkpoint.internal.ChunkLayout;
import io.headwater.model.checkpoint.internal.ChunkRange;
import io.headwater.model.checkpoint.internal.ChunkReader;
import io.headwater.model.checkpoint.internal.ChunkWriter;
import io.headwater.model.checkpoint.internal.FetchCache;
import io.headwater.model.checkpoint.internal.Folders;
import io.headwater.model.checkpoint.internal.KafkaChunkClients;
import io.headwater.model.checkpoint.internal.PartialFolder;
import io.headwater.model.checkpoint.internal.SealedFolder;
import io.headwater.model.checkpoint.internal.SharedFiles;
import io.headwater.model.checkpoint.internal.UnwritableFolder;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.service.config.ServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores checkpoints on a topic, in chunks, so that machines need not share a disk.
 *
 * <p>The announced URI gives the offsets of the chunks. A fetch reads only those, into a folder of
 * the cache, and continues where an interrupted fetch ended. While a broker is unavailable, the
 * store logs that and waits.
 *
 * <p>A large file that an earlier checkpoint has too is not sent again: its own URI gives the
 * offsets of its chunks there. It is fetched once, into a folder of its own.
 */
public final class KafkaCheckpointStore implements CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaCheckpointStore.class);
  private static final int CHUNK_BYTES = 512 << 10;

  private final String topic;
  private final KafkaChunkClients clients;
  private final FetchCache cache;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BrokerCalls calls = new BrokerCalls(closed);

  private KafkaCheckpointStore(String topic, KafkaChunkClients clients, FetchCache cache) {
    this.topic = topic;
    this.clients = clients;
    this.cache = cache;
  }

  /**
   * Opens the cache. The broker is not contacted before a checkpoint is stored or fetched; storing
   * one creates the topic if it is missing.
   *
   * @param config names brokers, the model and the cache
   * @param topic topic that {@link #put} and {@link #delete} write to
   */
  public static KafkaCheckpointStore open(ServiceConfig config, String topic) throws IOException {
    Optional<Path> named = config.checkpointCache();
    FetchCache cache =
        named.isPresent()
            ? FetchCache.open(named.get(), Clock.systemUTC())
            : FetchCache.openOwn(Clock.systemUTC());
    return new KafkaCheckpointStore(topic, new KafkaChunkClients(config), cache);
  }

  @Override
  public Stored put(
      CheckpointManifest manifest, Optional<CheckpointAnnouncement> before, Content content)
      throws IOException {
    Path temporary = UnwritableFolder.naming(cache.root(), cache::temporary);
    try {
      SealedFolder sealed =
          UnwritableFolder.naming(
              cache.root(),
              () -> {
                content.writeTo(temporary);
                return SealedFolder.seal(temporary, manifest, (file, digest) -> {});
              });
      Map<String, String> shared = shared(sealed, before);
      int partitions =
          calls.untilAnswered("create topic " + topic, () -> clients.partitions(topic));
      int partition = Math.floorMod(sealed.name().hashCode(), partitions);
      List<StoredFile> own =
          sealed.files().stream().filter(file -> !shared.containsKey(file.name())).toList();
      ChunkWriter.Written written =
          new ChunkWriter(clients::writer, calls)
              .write(
                  temporary,
                  new ChunkLayout(own, CHUNK_BYTES),
                  new TopicPartition(topic, partition),
                  manifest.model() + ":" + sealed.name());
      Map<String, String> uris = new HashMap<>(shared);
      own.stream()
          .filter(SharedFiles::isLarge)
          .forEach(file -> uris.put(file.name(), written.files().get(file.name()).toString()));
      return new Stored(written.all().toString(), sealed.manifest(), sealed.manifestFile(), uris);
    } finally {
      Folders.delete(temporary);
    }
  }

  /** Returns where those files lie, by name, that an earlier checkpoint on this topic has too. */
  private Map<String, String> shared(SealedFolder sealed, Optional<CheckpointAnnouncement> before)
      throws CorruptCheckpointException {
    if (before.isEmpty()) {
      return Map.of();
    }
    Map<String, String> shared = new HashMap<>();
    for (ChunkFile earlier : ChunkFile.of(before.get())) {
      if (earlier.range().topic().equals(topic) && sealed.files().contains(earlier.file())) {
        shared.put(earlier.file().name(), earlier.range().toString());
      }
    }
    return shared;
  }

  /**
   * {@inheritDoc} The folder stays for at least half a minute, and the longer the larger it is.
   * Only wanted files are read from the topic.
   */
  @Override
  public Path fetch(CheckpointAnnouncement announcement, CheckpointFiles wanted)
      throws IOException {
    ChunkRange range =
        ChunkRange.parse(announcement.getUri())
            .orElseThrow(
                () ->
                    new CorruptCheckpointException(
                        announcement.getUri() + ": not the URI of a checkpoint on a topic"));
    ChunkLayout layout = layout(announcement, range);
    String name = AnnouncedFiles.checkpointName(announcement, AnnouncedFiles.of(announcement));
    for (CheckpointFiles present : CheckpointFiles.values()) {
      if (present.compareTo(wanted) >= 0) {
        Optional<Path> cached = cached(place(name, present), announcement, wanted);
        if (cached.isPresent()) {
          return cached.get();
        }
      }
    }
    String place = place(name, wanted);
    Path finished = download(announcement, range, layout, place, wanted);
    Path settled = cache.settle(finished, place);
    cache.prune();
    return settled;
  }

  /** Returns the name of the cache's folder for some files of a checkpoint. */
  private static String place(String name, CheckpointFiles files) {
    return files == CheckpointFiles.ALL ? name : name + "-" + files.name().toLowerCase(Locale.ROOT);
  }

  private Optional<Path> cached(
      String name, CheckpointAnnouncement announcement, CheckpointFiles wanted) throws IOException {
    Path place = cache.place(name);
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      cache.touch(place);
      AnnouncedFiles.check(place, announcement, wanted);
      cache.touch(place);
      return Optional.of(place);
    } catch (CorruptCheckpointException | NoSuchFileException e) {
      LOG.warn("Fetching {} again: {}", place, e.toString());
      Folders.delete(place);
      return Optional.empty();
    }
  }

  /**
   * Returns how the announced files that lie nowhere else are cut into chunks, after checking that
   * the range is theirs.
   */
  private static ChunkLayout layout(CheckpointAnnouncement announcement, ChunkRange range)
      throws CorruptCheckpointException {
    List<StoredFile> files = AnnouncedFiles.of(announcement);
    String checkpoint =
        announcement.getModel() + ":" + AnnouncedFiles.checkpointName(announcement, files);
    if (!range.checkpoint().equals(checkpoint)) {
      throw new CorruptCheckpointException(range + ": the announced checkpoint is " + checkpoint);
    }
    List<StoredFile> elsewhere =
        ChunkFile.of(announcement).stream()
            .filter(file -> !file.range().checkpoint().equals(range.checkpoint()))
            .map(ChunkFile::file)
            .toList();
    ChunkLayout layout =
        new ChunkLayout(
            files.stream().filter(file -> !elsewhere.contains(file)).toList(), range.chunkBytes());
    if (layout.count() != range.chunks()) {
      throw new CorruptCheckpointException(
          range + ": the announced files have " + layout.count() + " chunks");
    }
    return layout;
  }

  private Path download(
      CheckpointAnnouncement announcement,
      ChunkRange range,
      ChunkLayout layout,
      String name,
      CheckpointFiles wanted)
      throws IOException {
    while (true) {
      PartialFolder partial = cache.claim(name, layout, wanted);
      boolean resumed = partial.isBegun();
      if (resumed) {
        LOG.info("Continuing to fetch {} at chunk {} of {}", name, partial.next(), range.chunks());
      }
      try {
        new ChunkReader(clients::reader, calls).read(range, partial);
        addShared(partial.finished(), announcement, range, wanted);
        AnnouncedFiles.check(partial.finished(), announcement, wanted);
        return partial.folder();
      } catch (CorruptCheckpointException e) {
        Folders.delete(partial.folder());
        if (!resumed) {
          throw e;
        }
        LOG.warn("Fetching {} from its first chunk again: {}", name, e.getMessage());
      } catch (IOException | RuntimeException e) {
        cache.release(partial.folder());
        throw e;
      }
    }
  }

  /** Adds the wanted files that lie with other checkpoints. */
  private void addShared(
      Path folder, CheckpointAnnouncement announcement, ChunkRange own, CheckpointFiles wanted)
      throws IOException {
    for (ChunkFile file : ChunkFile.of(announcement)) {
      if (!file.range().checkpoint().equals(own.checkpoint())
          && wanted.include(file.file().name())) {
        Path target = folder.resolve(file.file().name());
        Path shared = sharedFolder(file).resolve(file.file().name());
        if (!SharedFiles.link(shared, target)) {
          Files.copy(shared, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** Returns a folder of the cache that holds one file, which it fetches if it is not there. */
  private Path sharedFolder(ChunkFile file) throws IOException {
    StoredFile wanted = file.file();
    String name = "file-" + wanted.sha256();
    Path place = cache.place(name);
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      cache.touch(place);
      if (SharedFiles.has(place, wanted)) {
        return place;
      }
      LOG.warn("Fetching {} again: its bytes have changed", place);
      Folders.delete(place);
    }
    ChunkLayout layout = new ChunkLayout(List.of(wanted), file.range().chunkBytes());
    PartialFolder partial = cache.claim(name, layout, CheckpointFiles.ALL);
    try {
      new ChunkReader(clients::reader, calls).read(file.range(), partial);
      if (!SharedFiles.has(partial.finished(), wanted)) {
        Folders.delete(partial.folder());
        throw new CorruptCheckpointException(
            wanted.name() + ": what lies at " + file.range() + " is another file");
      }
    } catch (CorruptCheckpointException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      cache.release(partial.folder());
      throw e;
    }
    return cache.settle(partial.folder(), name);
  }

  @Override
  public void delete(CheckpointAnnouncement announcement, Collection<CheckpointAnnouncement> others)
      throws IOException {
    String uri = announcement.getUri();
    ChunkRange range =
        ChunkRange.parse(uri)
            .filter(found -> found.topic().equals(topic))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        uri + " is not the URI of a checkpoint on topic " + topic));
    ChunkLayout layout = layout(announcement, range);
    Set<ChunkRange> needed = new HashSet<>();
    for (CheckpointAnnouncement other : others) {
      for (ChunkFile file : ChunkFile.of(other)) {
        needed.add(file.range());
      }
    }
    for (ChunkRange unneeded : ChunkFile.unneeded(announcement, range, layout, needed)) {
      clients.deleteAll(unneeded);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
