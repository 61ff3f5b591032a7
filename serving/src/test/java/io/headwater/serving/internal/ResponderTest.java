package io.headwater.serving.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.FetchOnlyStore;
import io.headwater.model.checkpoint.SampleAnnouncements;
import io.headwater.model.serving.Answer;
import io.headwater.model.serving.FakeServedModel;
import io.headwater.model.serving.LiveModel;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.Question;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.Validated;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
            consumer.accept(SampleAnnouncements.of(7).setTasks(List.of(TASK)).build());
            return () -> {};
          },
          (FetchOnlyStore) (announcement, files) -> Path.of("folder"),
          folder -> model(),
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

  private FakeServedModel model() {
    return FakeServedModel.of(
        7,
        List.of(new TaskModule(TASK, TaskKind.CLASSIFICATION, List.of("bad", "good"), -1, 64, 1)),
        (task, question) -> answer(question));
  }

  private Answer answer(Question question) {
    if (refused.test(question.text())) {
      throw new IllegalArgumentException("cannot answer " + question.text());
    }
    return new Answer.Label("good", 1);
  }
}
