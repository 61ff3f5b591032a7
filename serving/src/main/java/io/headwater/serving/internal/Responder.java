package io.headwater.serving.internal;

import io.headwater.model.TaskModule;
import io.headwater.model.serving.Answer;
import io.headwater.model.serving.LiveModel;
import io.headwater.model.serving.PredictionOutput;
import io.headwater.model.serving.ServedModel;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.Split;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Question;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests with the version in service, one batch per task; used by one thread. */
final class Responder {
  private static final Logger log = LoggerFactory.getLogger(Responder.class);
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int MOST_TASKS_NAMED = 20;

  private final LiveModel live;
  private final Supplier<OptionalLong> newest;

  /**
   * Makes a responder that answers with a live model.
   *
   * @param live model that has a version in service
   * @param newest supplies the newest version announced
   */
  Responder(LiveModel live, Supplier<OptionalLong> newest) {
    this.live = live;
    this.newest = newest;
  }

  /**
   * Returns the outcome of each request.
   *
   * <p>If the version fails on a request but still answers the warm-up question, the request is
   * refused.
   *
   * @param sinceNanos when the requests were taken, by {@link System#nanoTime()}
   * @throws IllegalStateException if the version in service fails on the warm-up question too
   */
  List<HandledRequest> handle(List<ReceivedRequest> requests, long sinceNanos) {
    Map<String, List<ReceivedRequest>> byTask =
        requests.stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.request().getTask(), LinkedHashMap::new, Collectors.toList()));
    List<HandledRequest> handled = new ArrayList<>();
    byTask.forEach((task, some) -> handled.addAll(handle(task, some, sinceNanos)));
    return handled;
  }

  private List<HandledRequest> handle(String task, List<ReceivedRequest> some, long sinceNanos) {
    Optional<List<HandledRequest>> together =
        live.use(
            model -> {
              try {
                return Optional.of(handle(model, task, some, sinceNanos));
              } catch (RuntimeException e) {
                requireSound(model, task, e);
                log.warn(
                    "{} requests of task {} fail together; trying one by one",
                    some.size(),
                    task,
                    e);
                return Optional.empty();
              }
            });
    // Each request takes the version now in service: the one that failed may have been replaced.
    return together.orElseGet(
        () -> some.stream().map(one -> alone(task, one, sinceNanos)).toList());
  }

  private HandledRequest alone(String task, ReceivedRequest one, long sinceNanos) {
    return live.use(
        model -> {
          try {
            return handle(model, task, List.of(one), sinceNanos).get(0);
          } catch (RuntimeException e) {
            requireSound(model, task, e);
            log.warn("The model fails on {}", one.origin(), e);
            return HandledRequest.refused(
                one,
                new Rejection(
                    RejectionReason.MODEL_FAILED,
                    "the model in service failed on the request with "
                        + e.getClass().getSimpleName()
                        + "; its service's log says more"));
          }
        });
  }

  /**
   * Throws if the model, or the device it computes on, fails on the question it could answer when
   * it was loaded. Then the requests are not to blame, and they wait.
   */
  private static void requireSound(ServedModel model, String task, RuntimeException failure) {
    try {
      model.answer(task, List.of(Question.WARM_UP));
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      throw new IllegalStateException(
          "version %d of %s fails on task %s altogether: requests wait until it answers again"
              .formatted(model.manifest().version(), model.manifest().model(), task),
          failure);
    }
  }

  private List<HandledRequest> handle(
      ServedModel model, String task, List<ReceivedRequest> some, long sinceNanos) {
    List<String> known = model.manifest().tasks().stream().map(TaskModule::task).toList();
    int index = known.indexOf(task);
    if (index < 0) {
      Rejection rejection =
          Rejection.of(
              RejectionReason.UNKNOWN_TASK,
              "task",
              task,
              "one that version %d of %s has learned: %s"
                  .formatted(model.manifest().version(), model.manifest().model(), named(known)));
      return some.stream().map(one -> HandledRequest.refused(one, rejection)).toList();
    }
    TaskKind kind = model.manifest().tasks().get(index).kind();
    List<HandledRequest> handled = new ArrayList<>();
    List<ReceivedRequest> asked = new ArrayList<>();
    for (ReceivedRequest one : some) {
      ExampleRules.passageFault(kind, one.question().textPair())
          .ifPresentOrElse(
              fault -> handled.add(HandledRequest.refused(one, fault)), () -> asked.add(one));
    }
    List<Answer> answers =
        model.answer(task, asked.stream().map(ReceivedRequest::question).toList());
    for (int i = 0; i < asked.size(); i++) {
      ReceivedRequest one = asked.get(i);
      handled.add(HandledRequest.answered(one, prediction(model, one, answers.get(i), sinceNanos)));
    }
    return handled;
  }

  private static String named(List<String> tasks) {
    return tasks.size() <= MOST_TASKS_NAMED
        ? String.join(", ", tasks)
        : String.join(", ", tasks.subList(0, MOST_TASKS_NAMED)) + " and others";
  }

  /**
   * Makes a prediction of split SERVING: the version may have trained on an example with this text.
   */
  private Prediction prediction(
      ServedModel model, ReceivedRequest received, Answer answer, long sinceNanos) {
    long version = model.manifest().version();
    return PredictionOutput.set(
            Prediction.newBuilder()
                .setId(received.request().getId())
                .setTask(received.request().getTask())
                .setModel(model.manifest().model())
                .setVersion(version)
                .setLatestVersion(Math.max(version, newest.get().orElse(version)))
                .setSplit(Split.SERVING)
                .setOrigin(received.origin())
                .setLatencyMillis((System.nanoTime() - sinceNanos) / NANOS_PER_MILLI)
                .setPredictedAt(Instant.now())
                .setRequestedAt(received.requestedAt().orElse(null)),
            answer)
        .build();
  }
}
