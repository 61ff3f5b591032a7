package io.headwater.serving;

import static io.headwater.serving.ServingRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.Refusal;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.ReplyHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What callers see of their requests, answered or refused, on a real broker and registry. */
@WithCluster
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RepliesIT {
  @TempDir private Path folder;
  private ServingRig rig;
  private String replies;

  @BeforeEach
  void openRig(EmbeddedCluster cluster, @TopicPrefix String prefix) throws Exception {
    rig = new ServingRig(cluster, prefix, folder);
    rig.createTopics();
    rig.announce(4);
    replies = rig.topics().replies() + ".shop";
    rig.createTopic(replies, Map.of());
  }

  @AfterEach
  void closeRig() {
    rig.close();
  }

  @Test
  void shouldReplyWhereTheCallerAsksAndOnThePredictionsTopic() throws Exception {
    try (PredictionService service = rig.serve(Map.of())) {
      rig.request("a", ServingRig.LABELS, "it is down", toReplies("first"));
      rig.request("b", "unheard-of", "it is down", toReplies("second"));
      rig.request("c", ServingRig.LABELS, "nobody waits for this elsewhere");
      await(() -> rig.committed(replies).size() == 2 && rig.answers().size() == 2);

      Map<String, ConsumerRecord<byte[], byte[]>> byId = byCorrelationId(rig.committed(replies));
      assertThat(byId).containsOnlyKeys("first", "second");
      Prediction answer = rig.prediction(byId.get("first"));
      assertThat(answer).isIn(rig.answers());
      assertThat(answer.getOutput()).isInstanceOf(LabelTarget.class);
      assertThat(answer.getTopLabels()).hasSize(2);
      assertThat(answer.getRequestedAt())
          .as("when the record was stamped, since the request does not say")
          .isBeforeOrEqualTo(answer.getPredictedAt())
          .isAfter(answer.getPredictedAt().minusSeconds(120));
      Prediction refusal = rig.prediction(byId.get("second"));
      assertThat(rig.refusals()).containsExactly(refusal);
      assertThat(refusal.getOutput())
          .isEqualTo(
              new Refusal(
                  RejectionReason.UNKNOWN_TASK.name(),
                  "task is 'unheard-of' but must be one that version 4 of main has learned:"
                      + " priority, grade, headline"));
      assertThat(refusal.getVersion()).isEqualTo(4);
      assertThat(rig.letters()).hasSize(1);
      assertThat(service.status().healthy()).isTrue();
    }
  }

  private Map<String, String> toReplies(String correlationId) {
    return Map.of(ReplyHeaders.REPLY_TO, replies, ReplyHeaders.CORRELATION_ID, correlationId);
  }

  private static Map<String, ConsumerRecord<byte[], byte[]>> byCorrelationId(
      List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .collect(
            java.util.stream.Collectors.toMap(
                record ->
                    new String(
                        record.headers().lastHeader(ReplyHeaders.CORRELATION_ID).value(),
                        StandardCharsets.UTF_8),
                record -> record));
  }

  @Test
  void shouldRefuseTopicsThatAreNotForRepliesAndWriteNothingThere() throws Exception {
    String orders = rig.topics().prefix() + "orders";
    rig.createTopic(orders, Map.of());
    List<String> hostile =
        List.of(
            orders,
            rig.topics().tasks(),
            rig.topics().requests(),
            rig.topics().examples("mail"),
            replies + "-that-nobody-made",
            replies + " with/bad?letters");
    try (PredictionService service = rig.serve(Map.of())) {
      hostile.forEach(
          topic ->
              rig.request(topic, ServingRig.LABELS, "a", Map.of(ReplyHeaders.REPLY_TO, topic)));
      rig.request("good", ServingRig.LABELS, "it is down");
      await(() -> rig.answers().size() == 1 && rig.refusals().size() == hostile.size());

      assertThat(rig.answers()).extracting(Prediction::getId).containsExactly("good");
      assertThat(rig.refusals())
          .extracting(Prediction::getId)
          .containsExactlyInAnyOrderElementsOf(hostile);
      assertThat(rig.refusals())
          .extracting(one -> ((Refusal) one.getOutput()).getReason())
          .containsOnly(RejectionReason.REPLY_TOPIC_REFUSED.name());
      assertThat(rig.committed(orders)).isEmpty();
      assertThat(service.status().healthy()).isTrue();
    }
  }

  @Test
  void shouldNotBeHeldUpByATopicThatTakesNoReply() throws Exception {
    String tiny = rig.topics().replies() + ".tiny";
    rig.createTopic(tiny, Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "80"));
    try (PredictionService service = rig.serve(Map.of())) {
      rig.request("a", ServingRig.LABELS, "it is down", toReplies("1"));
      rig.request("b", ServingRig.LABELS, "it is down", Map.of(ReplyHeaders.REPLY_TO, tiny));
      rig.request("c", ServingRig.LABELS, "it is down", toReplies("2"));
      await(() -> rig.answers().size() == 2 && rig.refusals().size() == 1);

      assertThat(rig.committed(replies)).hasSize(2);
      assertThat(rig.committed(tiny)).isEmpty();
      assertThat(rig.refusals())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.getId()).isEqualTo("b");
                assertThat(((Refusal) one.getOutput()).getMessage())
                    .startsWith(
                        "reply-to is '" + tiny + "' but must be one that can be written to");
              });
      await(() -> service.status().polling());
    }
  }

  @Test
  void shouldReplyExactlyOnceToAnsweredAndRefusedWhileAnInstanceLeaves() throws Exception {
    try (PredictionService stays = rig.serve(Map.of())) {
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<Integer> asked;
      try (PredictionService leaves = rig.serve(Map.of())) {
        await(() -> stays.status().polling() && leaves.status().polling());
        asked = CompletableFuture.supplyAsync(() -> askUntil(enough));
        await(() -> outcomes(stays) > 20 && outcomes(leaves) > 20);
      }
      long before = outcomes(stays);
      await(() -> outcomes(stays) > before + 20);
      try (PredictionService joins = rig.serve(Map.of())) {
        await(() -> outcomes(joins) > 20);
        enough.set(true);
        int count = asked.get(1, TimeUnit.MINUTES);
        await(() -> rig.committed(replies).size() >= count);

        List<String> all = IntStream.range(0, count).mapToObj(Integer::toString).toList();
        assertThat(rig.committed(replies).stream().map(rig::prediction))
            .extracting(Prediction::getId)
            .containsExactlyInAnyOrderElementsOf(all);
        assertThat(Stream.concat(rig.answers().stream(), rig.refusals().stream()))
            .extracting(Prediction::getId)
            .containsExactlyInAnyOrderElementsOf(all);
        assertThat(rig.refusals())
            .hasSameSizeAs(rig.letters())
            .allMatch(one -> Integer.parseInt(one.getId()) % 3 == 0);
        assertThat(rig.answers()).allMatch(one -> Integer.parseInt(one.getId()) % 3 != 0);
      }
    }
  }

  private int askUntil(AtomicBoolean enough) {
    int count = 0;
    while (!enough.get()) {
      String text = count % 3 == 0 ? " " : "it is down";
      rig.request(
          Integer.toString(count), ServingRig.LABELS, text, toReplies(Integer.toString(count)));
      count++;
    }
    return count;
  }

  private static long outcomes(PredictionService service) {
    return Stream.of(service.status().answered().values(), service.status().refused().values())
        .flatMap(java.util.Collection::stream)
        .mapToLong(Long::longValue)
        .sum();
  }
}
