package io.headwater.schemas;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Takes what Kafka's clients answer out of the futures it comes in. */
public final class BrokerAnswers {
  private BrokerAnswers() {}

  /**
   * Waits for an answer.
   *
   * @throws KafkaException if the request failed, as the client says it
   * @throws InterruptException if the thread is interrupted
   */
  public static <T> T await(Future<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /** Returns the failure of a request, as the client says it. */
  public static KafkaException failure(ExecutionException e) {
    return e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
  }
}
