package io.headwater.schemas;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;

/** Takes what Kafka's clients answer out of the futures it comes in, and tells failures apart. */
public final class KafkaFutures {
  private static final String UNRESOLVABLE = "No resolvable bootstrap urls";

  private KafkaFutures() {}

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

  /**
   * Returns whether a call may succeed later, since no broker has answered it: Kafka says so, or a
   * client could not be made because the brokers' names stand for no addresses just now, which
   * Kafka takes for a matter of configuration, but is how a network that is away looks.
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

  /** Returns the failure of a request, as the client says it. */
  public static KafkaException failure(ExecutionException e) {
    return e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
  }
}
