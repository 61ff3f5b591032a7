package io.headwater.serving.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.serving.Answer;
import io.headwater.model.serving.LiveModel;
import io.headwater.model.serving.ServedModel;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.Question;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.Validated;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResponderTest {
  private static final String TASK = "mood";

  private volatile Predicate<String> refused = text -> false;
  private final LiveModel live =
      LiveModel.follow(
          consumer -> {
            consumer.accept(announcement());
            return () -> {};
          },
          new OneFolder(),
          folder -> new Picky(),
          event -> {});
  private final Responder responder = new Responder(live, OptionalLong::empty);

  @BeforeEach
  void awaitModel() throws InterruptedException {
    assertThat(live.awaitFirst(Duration.ofSeconds(30))).isTrue();
  }

  @AfterEach
  void close() {
    live.close();
  }

  @Test
  void shouldRefuseTheOneRequestTheModelFailsOn() {
    refused = "poison"::equals;

    List<HandledRequest> handled = handle("a", "poison", "b");

    assertThat(handled).hasSize(3);
    assertThat(handled.get(0).result()).isInstanceOf(Validated.Accepted.class);
    assertThat(handled.get(2).result()).isInstanceOf(Validated.Accepted.class);
    assertThat(handled.get(1).result())
        .isInstanceOfSatisfying(
            Validated.Refused.class,
            letter ->
                assertThat(letter.rejection().reason()).isEqualTo(RejectionReason.MODEL_FAILED));
  }

  @Test
  void shouldBlameNoRequestWhereTheModelFailsOnEverything() {
    refused = text -> true;

    assertThatThrownBy(() -> handle("a", "b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "version 7 of main fails on task mood altogether: requests wait until it answers again")
        .hasRootCauseMessage("cannot answer a");
    refused = text -> false;
    assertThat(handle("a", "b"))
        .hasSize(2)
        .extracting(HandledRequest::result)
        .allMatch(Validated.Accepted.class::isInstance);
  }

  @Test
  void shouldBlameNoRequestWhereTheModelIsClosed() {
    live.close();

    assertThatThrownBy(() -> handle("a")).isInstanceOf(IllegalStateException.class);
  }

  private List<HandledRequest> handle(String... texts) {
    return responder.handle(
        Stream.of(texts).map(ResponderTest::received).toList(), System.nanoTime());
  }

  private static ReceivedRequest received(String text) {
    return new ReceivedRequest(
        PredictionRequest.newBuilder()
            .setId(text)
            .setTask(TASK)
            .setText(text)
            .setRequestedAt(Instant.EPOCH)
            .build(),
        new ConsumerRecord<>("requests", 0, 0, null, null));
  }

  private static CheckpointAnnouncement announcement() {
    return CheckpointAnnouncement.newBuilder()
        .setModel("main")
        .setVersion(7)
        .setEpoch(1)
        .setStep(1)
        .setSequence(1)
        .setParents(List.of())
        .setUri("file:nowhere")
        .setSize(0)
        .setFiles(List.of())
        .setPositions(List.of())
        .setTasks(List.of(TASK))
        .setAnnouncedAt(Instant.EPOCH)
        .build();
  }

  private final class Picky implements ServedModel {
    @Override
    public CheckpointManifest manifest() {
      TaskModule task =
          new TaskModule(TASK, TaskKind.CLASSIFICATION, List.of("bad", "good"), -1, 64, 1);
      return new CheckpointManifest(
          "main", 7, 1, 1, 1, List.of(), List.of(task), List.of(), Map.of(), List.of(), List.of());
    }

    @Override
    public List<Answer> answer(String task, List<Question> questions) {
      questions.stream()
          .map(Question::text)
          .filter(text -> refused.test(text))
          .findFirst()
          .ifPresent(
              text -> {
                throw new IllegalArgumentException("cannot answer " + text);
              });
      return questions.stream().map(question -> (Answer) new Answer.Label("good", 1)).toList();
    }

    @Override
    public void close() {}
  }

  private static final class OneFolder implements CheckpointStore {
    @Override
    public Path fetch(CheckpointAnnouncement announcement) {
      return Path.of("folder");
    }

    @Override
    public Stored put(CheckpointManifest manifest, Content content) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delete(CheckpointAnnouncement announcement) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
