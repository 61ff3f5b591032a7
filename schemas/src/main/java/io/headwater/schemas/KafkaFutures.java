package io.headwater.schemas;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;

/** Gets the answers of Kafka's clients out of their futures, and tells failures apart. */
public final class KafkaFutures {
  private static final String UNRESOLVABLE = "No resolvable bootstrap urls";

  private KafkaFutures() {}

  /**
   * Waits for an answer.
   *
   * @throws KafkaException if the request failed; the client's own exception
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

  /**
   * Returns whether a call may succeed later because no broker has answered it. Kafka marks such
   * failures as retriable, except one: a client cannot be made while the brokers' names resolve to
   * no addresses. Kafka reports that as a configuration error, but it is what a network that is
   * away looks like.
   */
  public static boolean isPassing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException
          || (cause instanceof ConfigException && cause.getMessage().startsWith(UNRESOLVABLE))) {
        return true;
      }
    }
    return false;
  }

  /** Returns the client's own exception for a failed request. */
  public static KafkaException failure(ExecutionException e) {
    return e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
  }
}
