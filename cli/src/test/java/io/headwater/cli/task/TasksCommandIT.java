package io.headwater.cli.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.cli.CommandRun;
import io.headwater.client.task.TaskDirectory;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointAnnouncements;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CheckpointStores;
import io.headwater.model.checkpoint.TrainedThrough;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.config.ServiceConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TasksCommandIT {
  @TempDir private static Path folder;
  private static EmbeddedCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = EmbeddedCluster.start(EmbeddedCluster.Options.in(folder.resolve("cluster")));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void shouldChangeOfADeclaredTaskJustWhatIsGiven() {
    assertThat(run("change.", "tasks", "list").out()).contains("No task is declared yet.");
    CommandRun declared =
        run("change.", "tasks", "declare", "mail", "--kind=classification", "--labels=ham,spam");
    assertThat(declared.out()).contains("Task mail is declared, in version 1.");

    assertThat(run("change.", "tasks", "declare", "mail", "--labels=ham,spam").out())
        .contains("declared so already, in version 1");
    assertThat(run("change.", "tasks", "declare", "mail", "--max-input-tokens=64").code()).isZero();
    run("change.", "tasks", "declare", "mail", "--labels=ham,spam,news");

    assertThat(tasks("change.").get("mail"))
        .isEqualTo(
            TaskSpec.newBuilder()
                .setName("mail")
                .setKind(TaskKind.CLASSIFICATION)
                .setLabels(List.of("ham", "spam", "news"))
                .setMaxInputTokens(64)
                .setVersion(3)
                .build());
  }

  @Test
  void shouldPauseRetireAndReviveATask() {
    run("life.", "tasks", "declare", "mail", "--kind=summarization");

    assertThat(run("life.", "tasks", "pause", "mail").out()).contains("now PAUSED");
    assertThat(tasks("life.").get("mail").getState()).isEqualTo(TaskState.PAUSED);
    run("life.", "tasks", "declare", "mail", "--loss-weight=2");
    assertThat(tasks("life.").get("mail").getState()).isEqualTo(TaskState.PAUSED);

    assertThat(run("life.", "tasks", "resume", "mail").out()).contains("now ACTIVE");
    assertThat(run("life.", "tasks", "resume", "mail").out()).contains("is ACTIVE already");
    assertThat(run("life.", "tasks", "retire", "mail").out())
        .contains("now RETIRED")
        .contains("its module stays in the model")
        .contains("headwater tasks resume mail");
    run("life.", "tasks", "declare", "mail");
    assertThat(tasks("life.").get("mail").getState()).isEqualTo(TaskState.ACTIVE);
    assertThat(tasks("life.").get("mail").getVersion()).isEqualTo(6);
  }

  @Test
  void shouldRefuseInOneSentenceAndWriteNothing() {
    run("refuse.", "tasks", "declare", "mail", "--kind=classification", "--labels=ham,spam");

    assertRefused("TASK is 'post' but must be one of mail", "pause", "post");
    assertRefused("so --kind must be given", "declare", "post");
    assertRefused("SPAN_EXTRACTION, which no module", "declare", "post", "--kind=span_extraction");
    assertRefused("must be 1 to 64 lower-case", "declare", "Post!", "--kind=summarization");
    assertRefused("labels lack [ham]", "declare", "mail", "--labels=spam,news");
    assertRefused("was declared as CLASSIFICATION", "declare", "mail", "--kind=regression");
    assertRefused("--labels-file is", "declare", "mail", "--labels-file=" + folder.resolve("no"));
    assertThat(tasks("refuse.")).hasSize(1);
    assertThat(tasks("refuse.").get("mail").getVersion()).isOne();
  }

  @Test
  void shouldIgnoreWhatOthersGarbledOnTheTopicAndForgetTombstones() throws Exception {
    ServiceConfig config = CommandRun.config(cluster, "garbled.");
    String topic = config.topics().tasks();
    run("garbled.", "tasks", "declare", "mail", "--kind=summarization");
    run("garbled.", "tasks", "declare", "gone", "--kind=summarization");
    TaskSpec broken =
        TaskSpec.newBuilder()
            .setName("mail")
            .setKind(TaskKind.SUMMARIZATION)
            .setMaxInputTokens(-1)
            .setVersion(9)
            .build();

    send(config, topic, "mail", "garbage".getBytes(StandardCharsets.UTF_8));
    send(config, topic, "mail", bytes(config, topic, broken));
    send(config, topic, "gone", null);

    assertThat(tasks("garbled."))
        .hasSize(1)
        .hasEntrySatisfying("mail", mail -> assertThat(mail.getVersion()).isOne());
    run("garbled.", "tasks", "pause", "mail");
    assertThat(tasks("garbled.").get("mail").getVersion()).isEqualTo(2);
  }

  @Test
  void shouldShowHowFarTheNewestVersionHasLearned() throws Exception {
    ServiceConfig config = CommandRun.config(cluster, "shown.");
    Topics topics = config.topics();
    run(
        "shown.",
        "tasks",
        "declare",
        "mail",
        "--kind=classification",
        "--open-labels",
        "--labels-file",
        Files.writeString(folder.resolve("labels"), "ham\n\nspam\n").toString());
    run("shown.", "tasks", "declare", "stars", "--kind=regression", "--score-range=0..5");
    String examples = topics.examples("mail");
    for (int i = 0; i < 7; i++) {
      send(config, examples, "id" + i, new byte[] {1});
    }
    announce(config, examples, 4, List.of("spam", "offers"));

    String list = run("shown.", "tasks", "list").out();
    assertThat(list.lines().map(line -> line.trim().split(" {2,}")))
        .contains(
            new String[] {
              "mail", "CLASSIFICATION", "ACTIVE", "open, 2 learned", "1", "7", "4", "3", "5"
            })
        .contains(new String[] {"stars", "REGRESSION", "ACTIVE", "-", "1", "0", "0", "0", "-"});

    String show = run("shown.", "tasks", "show", "mail").out();
    assertThat(show)
        .containsPattern("spam +0")
        .containsPattern("offers +1")
        .containsPattern("ham +none yet")
        .containsPattern("0 +0 +7 +4 +3");
    assertThat(run("shown.", "tasks", "show", "stars").out()).contains("0.0 to 5.0");
  }

  @Test
  void shouldDeclareThroughTheDirectoryOnlyWhatDiffers() {
    TaskSpec wanted =
        TaskSpec.newBuilder()
            .setName("mail")
            .setKind(TaskKind.CLASSIFICATION)
            .setLabels(List.of("ham", "spam"))
            .build();
    try (TaskDirectory directory =
        TaskDirectory.open(CommandRun.config(cluster, "directory."), 3)) {
      assertThat(directory.tasks()).isEmpty();
      assertThat(directory.declare(wanted)).isEqualTo(wanted);
      assertThat(directory.declare(TaskSpec.newBuilder(wanted).setVersion(7).build()))
          .isEqualTo(wanted);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  directory.declare(
                      TaskSpec.newBuilder(wanted).setLabels(List.of("spam", "ham")).build()));
      assertThat(directory.find("mail")).contains(wanted);
      assertThat(directory.find("post")).isEmpty();
    }
  }

  private void assertRefused(String sentence, String... arguments) {
    List<String> all = new java.util.ArrayList<>(List.of("tasks"));
    all.addAll(List.of(arguments));
    CommandRun refused = run("refuse.", all.toArray(String[]::new));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains(sentence).doesNotContain("\tat ");
  }

  private static CommandRun run(String prefix, String... arguments) {
    return CommandRun.of(cluster, prefix, arguments);
  }

  private static Map<String, TaskSpec> tasks(String prefix) {
    try (TaskDirectory directory = TaskDirectory.open(CommandRun.config(cluster, prefix))) {
      return directory.tasks();
    }
  }

  private static ServiceConfig storedUnder(ServiceConfig config, String name) {
    Map<String, String> settings = new HashMap<>(config.originalsStrings());
    settings.put(ServiceConfig.CHECKPOINT_STORE, folder.resolve(name).toUri().toString());
    return new ServiceConfig(ServiceConfig.definition(), settings);
  }

  private static void announce(
      ServiceConfig config, String examples, long next, List<String> labels) throws Exception {
    try (Admin admin = Admin.create(config.adminProperties());
        CheckpointStore store = CheckpointStores.open(storedUnder(config, "checkpoints"))) {
      String topic = config.topics().checkpoints();
      TopicCatalogue.ensure(admin, config.topics(), List.of(topic));
      String topicId =
          admin
              .describeTopics(List.of(examples))
              .allTopicNames()
              .get()
              .get(examples)
              .topicId()
              .toString();
      CheckpointManifest manifest =
          new CheckpointManifest(
              config.modelName(),
              5,
              1,
              10,
              20,
              List.of(4L),
              List.of(new TaskModule("mail", TaskKind.CLASSIFICATION, labels, -1, 128, 32)),
              List.of(new TrainedThrough("cluster", topicId, examples, 0, next)),
              Map.of(),
              List.of(),
              List.of());
      CheckpointStore.Stored stored =
          store.put(manifest, into -> Files.writeString(into.resolve("weights"), "none"));
      send(
          config,
          topic,
          config.modelName() + ":5",
          bytes(config, topic, CheckpointAnnouncements.of(stored, Instant.EPOCH)));
    }
  }

  private static byte[] bytes(ServiceConfig config, String topic, SpecificRecord value) {
    try (SchemaRegistry registry = config.openRegistry()) {
      return new RecordSerializer<SpecificRecord>(registry).serialize(topic, value);
    }
  }

  private static void send(ServiceConfig config, String topic, String key, byte[] value)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            config.producerProperties(Map.of()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value)).get();
    }
  }
}
