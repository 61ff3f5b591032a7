package io.headwater.cli.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.cli.CommandRun;
import io.headwater.client.task.TaskDirectory;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@WithCluster
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TasksCommandIT {
  private final EmbeddedCluster cluster;

  @TempDir private Path folder;
  private ServiceConfig config;
  private String prefix;

  TasksCommandIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void choosePrefix(@TopicPrefix String prefix) {
    this.prefix = prefix;
    this.config = CommandRun.config(cluster, prefix);
  }

  @Test
  void shouldChangeOfADeclaredTaskJustWhatIsGiven() {
    assertThat(run("tasks", "list").out()).contains("No task is declared yet.");
    CommandRun declared =
        run("tasks", "declare", "mail", "--kind=classification", "--labels=ham,spam");
    assertThat(declared.out()).contains("Task mail is declared, in version 1.");

    assertThat(run("tasks", "declare", "mail", "--labels=ham,spam").out())
        .contains("is already declared like this, in version 1");
    assertThat(run("tasks", "declare", "mail", "--max-input-tokens=64").code()).isZero();
    run("tasks", "declare", "mail", "--labels=ham,spam,news");

    assertThat(tasks().get("mail"))
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
    run("tasks", "declare", "mail", "--kind=summarization");

    assertThat(run("tasks", "pause", "mail").out()).contains("now PAUSED");
    assertThat(tasks().get("mail").getState()).isEqualTo(TaskState.PAUSED);
    run("tasks", "declare", "mail", "--loss-weight=2");
    assertThat(tasks().get("mail").getState()).isEqualTo(TaskState.PAUSED);

    assertThat(run("tasks", "resume", "mail").out()).contains("now ACTIVE");
    assertThat(run("tasks", "resume", "mail").out()).contains("is ACTIVE already");
    assertThat(run("tasks", "retire", "mail").out())
        .contains("now RETIRED")
        .contains("its module stays in the model")
        .contains("headwater tasks resume mail");
    run("tasks", "declare", "mail");
    assertThat(tasks().get("mail").getState()).isEqualTo(TaskState.ACTIVE);
    assertThat(tasks().get("mail").getVersion()).isEqualTo(6);
  }

  @Test
  void shouldDeclareATaskWhosePassagesMayHoldNoAnswer() {
    run(
        "tasks",
        "declare",
        "answers",
        "--kind=span_extraction",
        "--unanswerable=1.5",
        "--max-input-tokens=384");

    assertThat(tasks().get("answers").getUnanswerable()).isTrue();
    assertThat(tasks().get("answers").getNoAnswerThreshold()).isEqualTo(1.5);
    assertThat(run("tasks", "show", "answers").out())
        .contains("SPAN_EXTRACTION")
        .contains("input at most 384")
        .contains("none where it exceeds the best by 1.5");
  }

  @Test
  void shouldRefuseInOneSentenceAndWriteNothing() {
    run("tasks", "declare", "mail", "--kind=classification", "--labels=ham,spam");

    assertRefused("TASK is 'post' but must be one of mail", "pause", "post");
    assertRefused("so --kind must be given", "declare", "post");
    assertRefused(
        "unanswerable is 'true'", "declare", "post", "--score-range=0..1", "--unanswerable");
    assertRefused("must be 1 to 64 lower-case", "declare", "Post!", "--kind=summarization");
    assertRefused("labels lack [ham]", "declare", "mail", "--labels=spam,news");
    assertRefused("was declared as CLASSIFICATION", "declare", "mail", "--kind=regression");
    assertRefused("--labels-file is", "declare", "mail", "--labels-file=" + folder.resolve("no"));
    assertThat(tasks()).hasSize(1);
    assertThat(tasks().get("mail").getVersion()).isOne();
  }

  @Test
  void shouldIgnoreWhatOthersGarbledOnTheTopicAndForgetTombstones() throws Exception {
    String topic = config.topics().tasks();
    run("tasks", "declare", "mail", "--kind=summarization");
    run("tasks", "declare", "gone", "--kind=summarization");
    TaskSpec broken =
        TaskSpec.newBuilder()
            .setName("mail")
            .setKind(TaskKind.SUMMARIZATION)
            .setMaxInputTokens(-1)
            .setVersion(9)
            .build();

    send(topic, "mail", "garbage".getBytes(StandardCharsets.UTF_8));
    send(topic, "mail", bytes(topic, broken));
    send(topic, "gone", null);

    assertThat(tasks())
        .hasSize(1)
        .hasEntrySatisfying("mail", mail -> assertThat(mail.getVersion()).isOne());
    run("tasks", "pause", "mail");
    assertThat(tasks().get("mail").getVersion()).isEqualTo(2);
  }

  @Test
  void shouldShowHowFarTheNewestVersionHasLearned() throws Exception {
    Topics topics = config.topics();
    run(
        "tasks",
        "declare",
        "mail",
        "--kind=classification",
        "--open-labels",
        "--labels-file",
        Files.writeString(folder.resolve("labels"), "ham\n\nspam\n").toString());
    run("tasks", "declare", "stars", "--kind=regression", "--score-range=0..5");
    String examples = topics.examples("mail");
    for (int i = 0; i < 7; i++) {
      send(examples, "id" + i, new byte[] {1});
    }
    announce(examples, 4, List.of("spam", "offers"));

    String list = run("tasks", "list").out();
    assertThat(list.lines().map(line -> line.trim().split(" {2,}")))
        .contains(
            new String[] {
              "mail", "CLASSIFICATION", "ACTIVE", "open, 2 learned", "1", "7", "4", "3", "5"
            })
        .contains(new String[] {"stars", "REGRESSION", "ACTIVE", "-", "1", "0", "0", "0", "-"});

    String show = run("tasks", "show", "mail").out();
    assertThat(show)
        .containsPattern("spam +0")
        .containsPattern("offers +1")
        .containsPattern("ham +none yet")
        .containsPattern("0 +0 +7 +4 +3");
    assertThat(run("tasks", "show", "stars").out()).contains("0.0 to 5.0");
  }

  @Test
  void shouldDeclareThroughTheDirectoryOnlyWhatDiffers() {
    TaskSpec wanted =
        TaskSpec.newBuilder()
            .setName("mail")
            .setKind(TaskKind.CLASSIFICATION)
            .setLabels(List.of("ham", "spam"))
            .build();
    try (TaskDirectory directory = TaskDirectory.open(config, 3)) {
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
    CommandRun refused = run(all.toArray(String[]::new));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains(sentence).doesNotContain("\tat ");
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(cluster, prefix, arguments);
  }

  private Map<String, TaskSpec> tasks() {
    try (TaskDirectory directory = TaskDirectory.open(config)) {
      return directory.tasks();
    }
  }

  private ServiceConfig storedUnder(String name) {
    Map<String, String> settings = new HashMap<>(config.originalsStrings());
    settings.put(ServiceConfig.CHECKPOINT_STORE, folder.resolve(name).toUri().toString());
    return new ServiceConfig(ServiceConfig.definition(), settings);
  }

  private void announce(String examples, long next, List<String> labels) throws Exception {
    try (Admin admin = Admin.create(config.adminProperties());
        CheckpointStore store = CheckpointStores.open(storedUnder("checkpoints"))) {
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
          topic,
          config.modelName() + ":5",
          bytes(topic, CheckpointAnnouncements.of(stored, Instant.EPOCH)));
    }
  }

  private byte[] bytes(String topic, SpecificRecord value) {
    try (SchemaRegistry registry = config.openRegistry()) {
      return new RecordSerializer<SpecificRecord>(registry).serialize(topic, value);
    }
  }

  private void send(String topic, String key, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            config.producerProperties(Map.of()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value)).get();
    }
  }
}
