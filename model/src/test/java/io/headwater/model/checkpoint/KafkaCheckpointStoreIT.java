package io.headwater.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.model.checkpoint.CheckpointStore.Stored;
import io.headwater.model.checkpoint.internal.Folders;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.CheckpointFile;
import io.headwater.service.config.ServiceConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints in chunks on the topic of a real broker. */
@WithCluster
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KafkaCheckpointStoreIT {
  private static final int CHUNK = 512 << 10;
  private static final Map<String, Integer> SIZES =
      Map.of("a.bin", 3 * CHUNK + 17, "b.empty", 0, "c.whole", CHUNK, "d.json", 40);
  private static final int CHUNKS = 4 + 1 + 1 + 1; // the manifest is the last
  private static final Pattern OFFSETS = Pattern.compile("from=(\\d+)&to=(\\d+)");

  private final EmbeddedCluster cluster;

  @TempDir private Path folder;
  private String prefix;

  KafkaCheckpointStoreIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void choosePrefix(@TopicPrefix String prefix) {
    this.prefix = prefix;
  }

  private ServiceConfig config(String uri, String cache) {
    return new ServiceConfig(
        ServiceConfig.definition(),
        Map.of(
            ServiceConfig.BOOTSTRAP_SERVERS,
            cluster.bootstrapServers(),
            ServiceConfig.TOPIC_PREFIX,
            prefix,
            ServiceConfig.CHECKPOINT_CACHE,
            folder.resolve(cache).toString(),
            ServiceConfig.CHECKPOINT_STORE,
            uri));
  }

  private CheckpointStore open(String cache) throws IOException {
    return CheckpointStores.open(config("kafka:", cache));
  }

  private static Map<String, byte[]> content(long seed) {
    Random random = new Random(seed);
    Map<String, byte[]> content = new TreeMap<>();
    new TreeMap<>(SIZES)
        .forEach(
            (name, size) -> {
              byte[] bytes = new byte[size];
              random.nextBytes(bytes);
              content.put(name, bytes);
            });
    return content;
  }

  private static CheckpointManifest manifest(long version) {
    return new CheckpointManifest(
        "main", version, 1, 0, 0, List.of(), List.of(), List.of(), Map.of(), List.of(), List.of());
  }

  private static Stored put(CheckpointStore store, long version) throws IOException {
    return store.put(
        manifest(version),
        to -> {
          for (Map.Entry<String, byte[]> file : content(version).entrySet()) {
            Files.write(to.resolve(file.getKey()), file.getValue());
          }
        });
  }

  private static CheckpointAnnouncement announced(Stored stored) {
    return CheckpointAnnouncements.of(stored, Instant.EPOCH);
  }

  private static void assertHolds(Path fetched, long version) {
    content(version)
        .forEach((name, bytes) -> assertThat(fetched.resolve(name)).hasBinaryContent(bytes));
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            config("kafka:", "any").consumerProperties(Map.of("isolation.level", "read_committed")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }

  @Test
  void shouldGiveAnotherMachineTheBytesThatWereStored() throws Exception {
    CheckpointAnnouncement announcement;
    try (CheckpointStore writer = open("writer")) {
      announcement = announced(put(writer, 7));
    }
    assertThat(announcement.getUri())
        .startsWith("kafka:" + prefix + "checkpoint-chunks?partition=0&from=0&to=" + (CHUNKS - 1));

    try (CheckpointStore reader = open("reader")) {
      Path fetched = reader.fetch(announcement, CheckpointFiles.ALL);
      assertHolds(fetched, 7);
      assertThat(reader.fetch(announcement, CheckpointFiles.ALL))
          .as("from the cache")
          .isEqualTo(fetched);
      Files.write(fetched.resolve("d.json"), new byte[40]);
      assertHolds(reader.fetch(announcement, CheckpointFiles.ALL), 7);
      try (Stream<Path> left = Files.list(folder.resolve("reader"))) {
        assertThat(left).containsExactly(fetched);
      }
    }
    try (Stream<Path> left = Files.list(folder.resolve("writer"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void shouldReadFromTheTopicWhatIsWantedAlone() throws Exception {
    byte[] weights = new byte[700_000];
    byte[] moments = new byte[1_400_000];
    new Random(1).nextBytes(weights);
    new Random(2).nextBytes(moments);
    try (CheckpointStore writer = open("writer");
        CheckpointStore reader = open("reader")) {
      CheckpointAnnouncement announcement =
          announced(
              writer.put(
                  manifest(9),
                  to -> {
                    Files.write(to.resolve("model.safetensors"), weights);
                    Files.write(to.resolve("optimizer.safetensors"), moments);
                    Files.write(to.resolve("tokenizer.json"), new byte[3]);
                  }));

      assertThat(reader.manifest(announcement).version()).isEqualTo(9);
      Path model = reader.fetch(announcement, CheckpointFiles.MODEL);
      assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);
      assertThat(model.toFile().list())
          .containsExactlyInAnyOrder("manifest.json", "model.safetensors", "tokenizer.json");
      Path all = reader.fetch(announcement, CheckpointFiles.ALL);
      assertThat(all.resolve("optimizer.safetensors")).hasBinaryContent(moments);
      assertThat(reader.fetch(announcement, CheckpointFiles.MODEL)).isEqualTo(model);
      Folders.delete(model);
      assertThat(reader.fetch(announcement, CheckpointFiles.MODEL))
          .as("the whole checkpoint has the model too")
          .isEqualTo(all);
    }
  }

  @Test
  void shouldKeepWritersAtTheSameTimeApart() throws Exception {
    int writers = 2;
    int rounds = 3;
    CyclicBarrier together = new CyclicBarrier(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<List<CheckpointAnnouncement>>> announced = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      int writer = w;
      announced.add(
          threads.submit(
              () -> {
                List<CheckpointAnnouncement> mine = new ArrayList<>();
                try (CheckpointStore store = open("writer" + writer)) {
                  for (int i = 0; i < rounds; i++) {
                    together.await();
                    mine.add(announced(put(store, 2L * i + writer)));
                  }
                }
                return mine;
              }));
    }
    try (CheckpointStore reader = open("reader")) {
      for (Future<List<CheckpointAnnouncement>> writer : announced) {
        for (CheckpointAnnouncement announcement : writer.get()) {
          assertHolds(reader.fetch(announcement, CheckpointFiles.ALL), announcement.getVersion());
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void shouldGoOnWithWhatAProcessThatDiedHasFetched() throws Exception {
    try (CheckpointStore store = open("cache")) {
      Stored stored = put(store, 3);
      String name = "v3-e1-" + stored.manifestFile().sha256().substring(0, 12);
      Path left =
          Files.createDirectory(
              folder.resolve("cache/.partial-" + name + "~" + Long.MAX_VALUE + "-dead"));
      byte[] whole = content(3).get("a.bin");
      Files.write(left.resolve("a.bin"), Arrays.copyOf(whole, 2 * CHUNK + 5));

      assertHolds(store.fetch(announced(stored), CheckpointFiles.ALL), 3);
      assertThat(left).doesNotExist();
    }
  }

  @Test
  void shouldNotBelieveWhatAProcessThatDiedHasLeft() throws Exception {
    try (CheckpointStore store = open("cache")) {
      Stored stored = put(store, 3);
      String name = "v3-e1-" + stored.manifestFile().sha256().substring(0, 12);
      Path left =
          Files.createDirectory(
              folder.resolve("cache/.partial-" + name + "~" + Long.MAX_VALUE + "-dead"));
      Files.write(left.resolve("a.bin"), new byte[2 * CHUNK]);

      assertHolds(store.fetch(announced(stored), CheckpointFiles.ALL), 3);
    }
  }

  @Test
  void shouldRefuseAChunkThatWasTamperedWith() throws Exception {
    try (CheckpointStore store = open("cache")) {
      CheckpointAnnouncement announcement = announced(put(store, 5));
      String topic = prefix + "checkpoint-chunks";
      List<ConsumerRecord<byte[], byte[]>> chunks = records(topic);
      assertThat(chunks).hasSize(CHUNKS);
      long from = -1;
      try (KafkaProducer<byte[], byte[]> producer = producer()) {
        for (ConsumerRecord<byte[], byte[]> chunk : chunks) {
          byte[] value = chunk.value();
          if (chunk.offset() == 2) {
            value[0] = (byte) (value[0] + 1);
          }
          long offset =
              producer.send(new ProducerRecord<>(topic, chunk.key(), value)).get().offset();
          from = from < 0 ? offset : from;
        }
      }
      CheckpointAnnouncement forged =
          CheckpointAnnouncement.newBuilder(announcement)
              .setUri(
                  announcement
                      .getUri()
                      .replaceFirst(
                          "from=\\d+&to=\\d+", "from=" + from + "&to=" + (from + CHUNKS - 1)))
              .build();

      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(() -> store.fetch(forged, CheckpointFiles.ALL))
          .withMessageContaining("a.bin: has the SHA-256");
      assertHolds(store.fetch(announcement, CheckpointFiles.ALL), 5);
    }
  }

  @Test
  void shouldSayWhatIsMissing() throws Exception {
    try (CheckpointStore store = open("cache")) {
      CheckpointAnnouncement announcement = announced(put(store, 5));
      String uri = announcement.getUri();
      Matcher offsets = OFFSETS.matcher(uri);
      assertThat(offsets.find()).isTrue();
      long to = Long.parseLong(offsets.group(2));

      for (String wrong :
          List.of(
              uri.replace("checkpoint-chunks", "no-such-topic"),
              uri.replace("partition=0", "partition=9"),
              uri.replaceFirst("from=\\d+&to=\\d+", "from=1&to=" + (to + 1)),
              uri.replaceFirst("from=\\d+&to=\\d+", "from=1000&to=2000"))) {
        assertThatExceptionOfType(CorruptCheckpointException.class)
            .as(wrong)
            .isThrownBy(
                () ->
                    store.fetch(
                        CheckpointAnnouncement.newBuilder(announcement).setUri(wrong).build(),
                        CheckpointFiles.ALL))
            .withMessageContaining("chunk 0 of " + CHUNKS)
            .withMessageContaining("is missing");
      }
    }
  }

  @Test
  void shouldDeleteEveryChunkOfOneVersionAlone() throws Exception {
    try (CheckpointStore store = open("cache")) {
      Stored old = put(store, 1);
      Stored kept = put(store, 2);
      CheckpointAnnouncement bogus =
          CheckpointAnnouncement.newBuilder(announced(old)).setUri(kept.uri()).build();
      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(() -> store.delete(bogus))
          .withMessageContaining("the announced checkpoint is main:v1-e1-");
      store.delete(announced(old));
      store.delete(announced(old));

      Map<String, Boolean> standing = new TreeMap<>();
      records(prefix + "checkpoint-chunks")
          .forEach(
              record ->
                  standing.put(
                      new String(record.key(), StandardCharsets.UTF_8), record.value() != null));
      assertThat(standing).hasSize(2 * CHUNKS);
      assertThat(standing)
          .allSatisfy((key, stands) -> assertThat(stands).isEqualTo(key.startsWith("main:v2-e1-")));
      assertHolds(store.fetch(announced(kept), CheckpointFiles.ALL), 2);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  store.delete(
                      CheckpointAnnouncement.newBuilder(announced(old))
                          .setUri(old.uri().replace(prefix, "other."))
                          .build()));
    }
  }

  private static Stored put(
      CheckpointStore store, long version, Optional<CheckpointAnnouncement> before, byte[] base)
      throws IOException {
    return store.put(
        manifest(version),
        before,
        to -> {
          Files.createDirectory(to.resolve("base"));
          Files.write(to.resolve("base/weights.bin"), base);
          Files.write(to.resolve("a.json"), content(version).get("a.bin"));
          Files.writeString(to.resolve("small.json"), "the same in all");
        });
  }

  private long chunksSent() {
    return records(prefix + "checkpoint-chunks").stream()
        .filter(record -> record.value() != null)
        .count();
  }

  @Test
  void shouldSendALargeFileOnceAndKeepItAsLongAsAVersionHasIt() throws Exception {
    byte[] base = new byte[5 * CHUNK];
    new Random(3).nextBytes(base);
    try (CheckpointStore store = open("cache");
        CheckpointStore reader = open("reader")) {
      CheckpointAnnouncement first = announced(put(store, 1, Optional.empty(), base));
      long whole = chunksSent();
      CheckpointAnnouncement second = announced(put(store, 2, Optional.of(first), base));
      CheckpointAnnouncement third = announced(put(store, 3, Optional.of(second), base));
      assertThat(chunksSent()).isEqualTo(whole + 2 * (whole - 5));

      store.delete(first, List.of(second, third));
      Path two = reader.fetch(second, CheckpointFiles.ALL);
      assertThat(two.resolve("base/weights.bin")).hasBinaryContent(base);
      Path three = reader.fetch(third, CheckpointFiles.ALL);
      assertThat(three.resolve("a.json")).hasBinaryContent(content(3).get("a.bin"));
      assertThat(Files.getAttribute(two.resolve("base/weights.bin"), "unix:ino"))
          .isEqualTo(Files.getAttribute(three.resolve("base/weights.bin"), "unix:ino"));

      store.delete(second, List.of(third));
      store.delete(third);
      Map<String, Boolean> standing = new TreeMap<>();
      records(prefix + "checkpoint-chunks")
          .forEach(
              record ->
                  standing.put(
                      new String(record.key(), StandardCharsets.UTF_8), record.value() != null));
      assertThat(standing).hasSize((int) (whole + 2 * (whole - 5))).doesNotContainValue(true);
    }
  }

  @Test
  void shouldSendAFileAgainThatHasChanged() throws Exception {
    byte[] base = new byte[2 * CHUNK];
    try (CheckpointStore store = open("cache")) {
      CheckpointAnnouncement first = announced(put(store, 1, Optional.empty(), base));
      base[CHUNK] = 1;
      CheckpointAnnouncement second = announced(put(store, 2, Optional.of(first), base));
      store.delete(first, List.of(second));
      assertThat(store.fetch(second, CheckpointFiles.ALL).resolve("base/weights.bin"))
          .hasBinaryContent(base);
    }
  }

  @Test
  void shouldRefuseAFileThatAnotherLiesInPlaceOf() throws Exception {
    byte[] base = new byte[2 * CHUNK];
    try (CheckpointStore store = open("cache");
        CheckpointStore reader = open("reader")) {
      CheckpointAnnouncement first = announced(put(store, 1, Optional.empty(), base));
      CheckpointAnnouncement second = announced(put(store, 2, Optional.of(first), base));
      CheckpointAnnouncement bogus =
          CheckpointAnnouncement.newBuilder(second)
              .setFiles(
                  second.getFiles().stream()
                      .map(
                          file ->
                              file.getName().equals("base/weights.bin")
                                  ? CheckpointFile.newBuilder(file)
                                      .setSha256("0".repeat(64))
                                      .build()
                                  : file)
                      .toList())
              .build();
      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(() -> reader.fetch(bogus, CheckpointFiles.ALL))
          .withMessageMatching("base/weights.bin: what lies at kafka:.* is another file");
    }
  }

  @Test
  void shouldFetchWhatTheOtherKindOfStoreHolds() throws Exception {
    String files = folder.resolve("files").toUri().toString();
    CheckpointAnnouncement inFolder;
    CheckpointAnnouncement onTopic;
    try (CheckpointStore store = CheckpointStores.open(config(files, "x"))) {
      inFolder = announced(put(store, 1));
    }
    try (CheckpointStore store = CheckpointStores.open(config("kafka:" + prefix + "named", "x"))) {
      assertHolds(store.fetch(inFolder, CheckpointFiles.ALL), 1);
      onTopic = announced(put(store, 2));
      assertThatIllegalArgumentException().isThrownBy(() -> store.delete(inFolder));
    }
    try (CheckpointStore store = CheckpointStores.open(config(files, "y"))) {
      assertHolds(store.fetch(onTopic, CheckpointFiles.ALL), 2);
      assertThat(onTopic.getUri()).startsWith("kafka:" + prefix + "named?");
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        config("kafka:", "any").producerProperties(Map.of()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
