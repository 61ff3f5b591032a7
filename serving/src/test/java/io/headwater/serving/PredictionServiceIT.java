package io.headwater.serving;

import static io.headwater.serving.ServingRig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.model.serving.Answer;
import io.headwater.model.serving.ServedModel;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.Refusal;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Split;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.Question;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.serving.ServingStatus.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service that answers requests, on a real broker and registry. */
@WithCluster
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PredictionServiceIT {
  @TempDir private Path folder;
  private ServingRig rig;

  @BeforeEach
  void openRig(EmbeddedCluster cluster, @TopicPrefix String prefix) throws Exception {
    rig = new ServingRig(cluster, prefix, folder);
  }

  @AfterEach
  void closeRig() {
    rig.close();
  }

  @Test
  void shouldAnswerWhatTheModelAnswersAndWhatWasAskedBeforeThereWasOne() throws Exception {
    rig.createTopics();
    for (int i = 0; i < 40; i++) {
      rig.request("l" + i, ServingRig.LABELS, text(i));
      rig.request("s" + i, ServingRig.SCORES, text(i));
      rig.request("t" + i, ServingRig.TEXTS, text(i));
    }
    try (PredictionService service = rig.serve(Map.of(ServingConfig.BATCH_SIZE, "16"))) {
      await(() -> service.status().state() == State.WAITING);
      assertThat(service.status().healthy()).isTrue();

      CheckpointAnnouncement version = rig.announce(3);

      await(() -> answered(service) == 120);
      assertThat(service.status().healthy()).isTrue();
      assertThat(service.status().state()).isEqualTo(State.SERVING);
      assertThat(service.status().version()).hasValue(3);
      assertSameAs(rig.load(version), rig.answers());
    }
  }

  private void assertSameAs(ServedModel model, List<Prediction> answers) {
    assertThat(answers).hasSize(120);
    try (model) {
      for (Prediction answer : answers) {
        int number = Integer.parseInt(answer.getId().substring(1));
        Answer own = model.answer(answer.getTask(), List.of(Question.of(text(number)))).get(0);
        if (own instanceof Answer.Label label) {
          assertThat(answer.getOutput()).isEqualTo(new LabelTarget(label.label()));
          assertThat(answer.getProbability()).isCloseTo(label.probability(), within(1e-4));
        } else if (own instanceof Answer.Score score) {
          assertThat(((ScoreTarget) answer.getOutput()).getScore())
              .isCloseTo(score.score(), within(1e-3));
        } else {
          assertThat(answer.getOutput())
              .isEqualTo(new ReferencesTarget(List.of(((Answer.Text) own).text())));
        }
        assertThat(answer.getSplit()).isEqualTo(Split.SERVING);
        assertThat(answer.getModel()).isEqualTo("main");
        assertThat(answer.getVersion()).isEqualTo(3);
        assertThat(answer.getLatestVersion()).isEqualTo(3);
        assertThat(answer.getOrigin().getTopic()).isEqualTo(rig.topics().requests());
      }
    }
  }

  @Test
  void shouldAnswerEveryRequestOnceWhileVersionsAreSwappedAndAnInstanceLeaves() throws Exception {
    int swaps = 10;
    rig.createTopics();
    rig.announce(0);
    try (PredictionService stays = rig.serve(Map.of())) {
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<Integer> asked;
      try (PredictionService leaves = rig.serve(Map.of())) {
        await(() -> stays.status().polling() && leaves.status().polling());
        asked = CompletableFuture.supplyAsync(() -> askUntil(enough, rig));
        await(() -> answered(stays) > 0 && answered(leaves) > 0);
        for (int version = 1; version <= swaps / 2; version++) {
          swap(rig, stays, version);
        }
      }
      for (int version = swaps / 2 + 1; version <= swaps; version++) {
        swap(rig, stays, version);
      }
      enough.set(true);
      int count = asked.get(1, TimeUnit.MINUTES);
      await(() -> rig.answers().size() >= count);

      assertThat(stays.status().swaps()).isEqualTo(swaps);
      assertThat(stays.status().refused()).isEmpty();
      assertThat(rig.letters()).isEmpty();
      assertThat(rig.answers())
          .extracting(Prediction::getId)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, count).mapToObj(Integer::toString).toList());
      assertThat(rig.answers().stream().map(Prediction::getVersion).distinct().count())
          .isGreaterThan(swaps / 2);
    }
  }

  /** Announces a version and waits until it is in service and something more was answered. */
  private static void swap(ServingRig rig, PredictionService service, long version)
      throws Exception {
    rig.announce(version);
    await(() -> service.status().version().orElse(-1) == version);
    long before = answered(service);
    await(() -> answered(service) > before);
  }

  private static int askUntil(AtomicBoolean enough, ServingRig rig) {
    int count = 0;
    List<String> tasks = List.of(ServingRig.LABELS, ServingRig.TEXTS, ServingRig.SCORES);
    while (!enough.get()) {
      rig.request(Integer.toString(count), tasks.get(count % tasks.size()), text(count));
      count++;
    }
    return count;
  }

  @Test
  void shouldKeepTheVersionInServiceWhereANewerOneIsBad() throws Exception {
    rig.createTopics();
    rig.announce(0);
    try (PredictionService service = rig.serve(Map.of())) {
      await(() -> service.status().version().isPresent());
      CheckpointAnnouncement gone =
          CheckpointAnnouncement.newBuilder(rig.announce(1))
              .setVersion(2)
              .setUri("file:/no/such/folder")
              .build();
      await(() -> service.status().version().orElse(0) == 1);
      rig.announce(gone);
      await(() -> service.status().refusedVersions().equals(List.of(2L)));
      rig.request("a", ServingRig.LABELS, "the login page is down");
      await(() -> answered(service) == 1);

      assertThat(service.status().healthy()).isTrue();
      assertThat(rig.answers())
          .singleElement()
          .satisfies(
              answer -> {
                assertThat(answer.getVersion()).isEqualTo(1);
                assertThat(answer.getLatestVersion()).isEqualTo(2);
              });
    }
  }

  @Test
  void shouldMakeBadRequestsDeadLettersAndGoOn() throws Exception {
    rig.createTopics();
    CheckpointAnnouncement version = rig.announce(0);
    String requests = rig.topics().requests();
    byte[] whole = rig.bytes(requests, ServingRig.requestOf("a", ServingRig.LABELS, "text"));
    rig.sendBytes(requests, "garbage", new byte[] {7, 7, 7});
    rig.sendBytes(requests, "damaged", Arrays.copyOf(whole, whole.length - 3));
    rig.sendBytes(requests, "no-schema", new byte[] {0, 127, 127, 127, 127, 1});
    rig.sendBytes(requests, "other", rig.bytes(rig.topics().checkpoints(), version));
    rig.sendBytes(requests, "tombstone", null);
    rig.send(requests, "k", ServingRig.requestOf(" ", ServingRig.LABELS, "a"));
    rig.send(
        requests, "k", ServingRig.requestOf("x".repeat(400_000), ServingRig.LABELS, "long id"));
    rig.request("blank", ServingRig.LABELS, " \n");
    rig.request("unknown", "x".repeat(300_000), "a");
    rig.request("long", ServingRig.LABELS, "x".repeat(101));
    rig.request("good", ServingRig.LABELS, "x".repeat(100));
    try (PredictionService service = rig.serve(Map.of(ServingConfig.MAX_CHARACTERS, "100"))) {
      await(() -> answered(service) == 1 && rig.letters().size() == 10);

      assertThat(rig.answers()).extracting(Prediction::getId).containsExactly("good");
      assertThat(rig.letters())
          .extracting(letter -> DeadLetter.reasonOf(letter.headers()).orElseThrow())
          .containsExactlyInAnyOrder(
              RejectionReason.UNREADABLE_BYTES,
              RejectionReason.UNREADABLE_BYTES,
              RejectionReason.SCHEMA_MISMATCH,
              RejectionReason.UNKNOWN_SCHEMA_ID,
              RejectionReason.NO_VALUE,
              RejectionReason.BLANK_ID,
              RejectionReason.TOO_LARGE,
              RejectionReason.BLANK_TEXT,
              RejectionReason.UNKNOWN_TASK,
              RejectionReason.TOO_LARGE);
      assertThat(rig.letters())
          .filteredOn(letter -> "unknown".equals(new String(letter.key(), StandardCharsets.UTF_8)))
          .singleElement()
          .satisfies(
              letter ->
                  assertThat(DeadLetter.textOf(letter.headers(), DeadLetter.MESSAGE))
                      .hasValueSatisfying(
                          message ->
                              assertThat(message)
                                  .endsWith(
                                      "but must be one that version 0 of main has learned:"
                                          + " priority, grade, headline")));
      assertThat(service.status().refused().values().stream().mapToLong(c -> c).sum())
          .isEqualTo(10);
      assertThat(rig.refusals())
          .extracting(Prediction::getId)
          .containsExactlyInAnyOrder(
              "garbage",
              "damaged",
              "no-schema",
              "other",
              "tombstone",
              "k",
              "k",
              "blank",
              "unknown",
              "long");
      assertThat(rig.refusals())
          .extracting(one -> ((Refusal) one.getOutput()).getReason())
          .containsExactlyInAnyOrderElementsOf(
              rig.letters().stream().map(one -> new DeadLetter(one).reason()).toList());
    }
  }

  @Test
  void shouldGiveEachRequestOneOutcomeHoweverManyModelsAreServed() throws Exception {
    rig.createTopics();
    rig.announce("main", 0);
    rig.announce("other", 0);
    try (PredictionService other = rig.serve(Map.of("model.name", "other"))) {
      askBoth(other);
      rig.request("after", ServingRig.LABELS, "the other takes over");
      await(() -> rig.answers().stream().anyMatch(answer -> answer.getId().equals("after")));
      assertThat(rig.answers()).hasSize(26);
    }
  }

  /** Asks while two models are served, and ends the service of the first. */
  private void askBoth(PredictionService other) throws Exception {
    String requests = rig.topics().requests();
    try (PredictionService main = rig.serve(Map.of("model.name", "main"))) {
      rig.request("before", ServingRig.LABELS, "whoever is there first");
      await(() -> answered(main) + answered(other) == 1);
      await(() -> main.status().polling() && other.status().polling());
      rig.sendBytes(requests, "garbage", new byte[] {7, 7, 7});
      for (int i = 0; i < 8; i++) {
        rig.request("unknown-" + i, "no-such-task", "a");
        rig.request("good-" + i, ServingRig.LABELS, text(i));
        rig.send(requests, "main-" + i, named("main", "main-" + i, "a"));
        rig.send(requests, "other-" + i, named("other", "other-" + i, "a"));
        rig.send(requests, "blank-" + i, named("other", "blank-" + i, " "));
      }
      rig.send(requests, "nobody", named("nobody", "nobody", "a"));
      await(() -> answered(main) + answered(other) == 25 && rig.letters().size() == 17);

      assertThat(rig.answers()).extracting(Prediction::getId).doesNotHaveDuplicates().hasSize(25);
      assertThat(rig.answers())
          .filteredOn(
              answer -> !answer.getId().startsWith("good") && !answer.getId().equals("before"))
          .allSatisfy(answer -> assertThat(answer.getId()).startsWith(answer.getModel()));
      assertThat(rig.letters())
          .extracting(letter -> new String(letter.key(), StandardCharsets.UTF_8))
          .doesNotHaveDuplicates();
      assertThat(rig.letters())
          .filteredOn(
              letter -> new String(letter.key(), StandardCharsets.UTF_8).startsWith("blank"))
          .hasSize(8)
          .allSatisfy(letter -> assertThat(new DeadLetter(letter).model()).contains("other"));
    }
  }

  private static PredictionRequest named(String model, String id, String text) {
    return PredictionRequest.newBuilder(ServingRig.requestOf(id, ServingRig.LABELS, text))
        .setModel(model)
        .build();
  }

  @Test
  void shouldGoOnWhereTheGroupOfTheModelHadStopped() throws Exception {
    rig.createTopics();
    rig.announce(0);
    for (int i = 0; i < 10; i++) {
      rig.request("old-" + i, ServingRig.LABELS, text(i));
    }
    rig.commitAll("-main"); // as a service did before there was a group for all models
    rig.request("new", ServingRig.LABELS, "the login page is down");
    try (PredictionService service = rig.serve(Map.of())) {
      await(() -> answered(service) > 0);
    }
    assertThat(rig.answers()).extracting(Prediction::getId).containsExactly("new");
  }

  @Test
  void shouldLetRequestsWaitWhereTheModelFailsOnEverythingAndRefuseOneItFailsOn() throws Exception {
    AtomicReference<Predicate<String>> failsOn = new AtomicReference<>("poison"::equals);
    rig.createTopics();
    rig.announce(0);
    try (PredictionService service = rig.serveFailing(text -> failsOn.get().test(text))) {
      rig.request("a", ServingRig.LABELS, "the login page is down");
      rig.request("b", ServingRig.LABELS, "poison");
      rig.request("c", ServingRig.LABELS, "dark mode please");
      await(() -> answered(service) == 2 && rig.letters().size() == 1);
      assertThat(DeadLetter.reasonOf(rig.letters().get(0).headers()))
          .contains(RejectionReason.MODEL_FAILED);
      assertThat(service.status().healthy()).isTrue();

      long asked = rig.committedRequests();
      failsOn.set(text -> true);
      rig.request("d", ServingRig.LABELS, "the login page is down");
      rig.request("e", ServingRig.SCORES, "dark mode please");
      await(() -> !service.status().healthy());
      assertThat(rig.committedRequests()).isEqualTo(asked);
      assertThat(rig.letters()).hasSize(1);
      assertThat(rig.answers()).hasSize(2);

      failsOn.set(text -> false);
      await(() -> answered(service) == 4 && service.status().healthy());
      assertThat(rig.letters()).hasSize(1);
    }
  }

  @Test
  void shouldGoOnBehindARequestThatIsTooLargeForADeadLetter() throws Exception {
    rig.createTopics();
    rig.setLargest(rig.topics().requests(), 20 << 20);
    rig.setLargest(rig.topics().deadLetters(), 32 << 20);
    rig.announce(0);
    rig.sendBytes(rig.topics().requests(), "large", new byte[18 << 20]);
    rig.request("a", ServingRig.LABELS, "the login page is down");
    try (PredictionService service = rig.serve(Map.of())) {
      await(() -> answered(service) == 1 && rig.letters().size() == 1);

      assertThat(rig.letters())
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(letter.key()).asString(StandardCharsets.UTF_8).isEqualTo("large");
                assertThat(letter.value()).isNull();
              });
    }
  }

  @Test
  @WithCluster(own = true)
  void shouldWaitForBrokerAndRegistryAndCloseWithinSecondsWhileTheyAreAway(EmbeddedCluster cluster)
      throws Exception {
    rig.createTopics();
    rig.announce(0);
    rig.request("a", ServingRig.LABELS, "the login page is down");
    cluster.stop();

    PredictionService service = rig.serve(Map.of());
    assertThat(service.awaitTermination(Duration.ofSeconds(1))).isFalse();
    assertThat(service.status().state()).isEqualTo(State.STARTING);
    assertThat(service.status().healthy()).isFalse();
    cluster.restart();
    await(() -> answered(service) == 1);
    assertThat(service.status().healthy()).isTrue();

    cluster.stop();
    long began = System.nanoTime();
    service.close();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(9));
    assertThat(service.status().state()).isEqualTo(State.STOPPED);
    assertThat(service.awaitTermination(Duration.ZERO)).isTrue();
  }

  private static long answered(PredictionService service) {
    return service.status().answered().values().stream().mapToLong(Long::longValue).sum();
  }

  private static String text(int number) {
    return "the login page number " + number + " is down" + (number % 3 == 0 ? ", please" : "");
  }
}
