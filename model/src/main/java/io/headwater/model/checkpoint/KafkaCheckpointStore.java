package io.headwater.model.checkpoint;

import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.model.checkpoint.internal.AnnouncedFiles;
import io.headwater.model.checkpoint.internal.BrokerCalls;
import io.headwater.model.checkpoint.internal.ChunkLayout;
import io.headwater.model.checkpoint.internal.ChunkRange;
import io.headwater.model.checkpoint.internal.ChunkReader;
import io.headwater.model.checkpoint.internal.ChunkWriter;
import io.headwater.model.checkpoint.internal.FetchCache;
import io.headwater.model.checkpoint.internal.Folders;
import io.headwater.model.checkpoint.internal.KafkaChunkClients;
import io.headwater.model.checkpoint.internal.PartialFolder;
import io.headwater.model.checkpoint.internal.SealedFolder;
import io.headwater.model.checkpoint.internal.UnwritableFolder;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.service.config.ServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
  public Stored put(CheckpointManifest manifest, Content content) throws IOException {
    Path temporary = UnwritableFolder.naming(cache.root(), cache::temporary);
    try {
      SealedFolder sealed =
          UnwritableFolder.naming(
              cache.root(),
              () -> {
                content.writeTo(temporary);
                return SealedFolder.seal(temporary, manifest);
              });
      int partitions =
          calls.untilAnswered("create topic " + topic, () -> clients.partitions(topic));
      int partition = Math.floorMod(sealed.name().hashCode(), partitions);
      ChunkRange range =
          new ChunkWriter(clients::writer, calls)
              .write(
                  temporary,
                  new ChunkLayout(sealed.files(), CHUNK_BYTES),
                  new TopicPartition(topic, partition),
                  manifest.model() + ":" + sealed.name());
      return new Stored(range.toString(), sealed.manifest(), sealed.manifestFile());
    } finally {
      Folders.delete(temporary);
    }
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
    String name = AnnouncedFiles.checkpointName(announcement, layout.files());
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
   * Returns how the announced files are cut into chunks, after checking that the range is theirs.
   */
  private static ChunkLayout layout(CheckpointAnnouncement announcement, ChunkRange range)
      throws CorruptCheckpointException {
    List<StoredFile> files = AnnouncedFiles.of(announcement);
    ChunkLayout layout = new ChunkLayout(files, range.chunkBytes());
    if (layout.count() != range.chunks()) {
      throw new CorruptCheckpointException(
          range + ": the announced files have " + layout.count() + " chunks");
    }
    String checkpoint =
        announcement.getModel() + ":" + AnnouncedFiles.checkpointName(announcement, files);
    if (!range.checkpoint().equals(checkpoint)) {
      throw new CorruptCheckpointException(range + ": the announced checkpoint is " + checkpoint);
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

  @Override
  public void delete(CheckpointAnnouncement announcement) throws IOException {
    String uri = announcement.getUri();
    ChunkRange range =
        ChunkRange.parse(uri)
            .filter(found -> found.topic().equals(topic))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        uri + " is not the URI of a checkpoint on topic " + topic));
    layout(announcement, range);
    clients.deleteAll(range);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
