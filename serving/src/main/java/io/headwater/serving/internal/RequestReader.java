package io.headwater.serving.internal;

import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.Texts;
import io.headwater.schemas.serde.UnreadableRecordException;
import io.headwater.service.retry.Retry;
import io.headwater.serving.RequestShare;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads requests and refuses those that no model could answer at all or in bounded time. */
final class RequestReader {
  private final Deserializer<PredictionRequest> deserializer;
  private final int maxCharacters;

  /**
   * What a record of the share holds.
   *
   * @param fault why the request is refused; empty if it may be answered
   */
  record Read(ReceivedRequest request, Optional<Rejection> fault) {}

  RequestReader(Deserializer<PredictionRequest> deserializer, int maxCharacters) {
    this.deserializer = deserializer;
    this.maxCharacters = maxCharacters;
  }

  /**
   * Returns the request in a record, with the reason if it is refused; empty if it is not in the
   * share. Waits for a registry that is unavailable.
   *
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if the registry stays
   *     unavailable for long
   */
  Optional<Read> read(ConsumerRecord<byte[], byte[]> message, RequestShare share) {
    PredictionRequest request;
    try {
      request =
          Retry.BETWEEN_POLLS.call(
              "read a request", () -> deserializer.deserialize(message.topic(), message.value()));
    } catch (UnreadableRecordException e) {
      return unreadable(message, e.rejection(), share);
    }
    if (request == null) {
      return unreadable(
          message, new Rejection(RejectionReason.NO_VALUE, "the request has no value"), share);
    }
    return share.has(request)
        ? Optional.of(new Read(new ReceivedRequest(request, message), fault(request)))
        : Optional.empty();
  }

  private static Optional<Read> unreadable(
      ConsumerRecord<byte[], byte[]> message, Rejection rejection, RequestShare share) {
    return share.hasUnreadable()
        ? Optional.of(new Read(ReceivedRequest.unreadable(message), Optional.of(rejection)))
        : Optional.empty();
  }

  private Optional<Rejection> fault(PredictionRequest request) {
    if (Texts.isBlank(request.getId())) {
      return Optional.of(
          Rejection.of(RejectionReason.BLANK_ID, "id", request.getId(), "not blank"));
    }
    if (Texts.isBlank(request.getText())) {
      return Optional.of(
          Rejection.of(RejectionReason.BLANK_TEXT, "text", request.getText(), "not blank"));
    }
    if (request.getId().length() > ExampleRules.LONGEST_ID) {
      return Optional.of(tooLong("id", request.getId().length(), ExampleRules.LONGEST_ID));
    }
    long characters =
        (long) request.getText().length()
            + (request.getTextPair() == null ? 0 : request.getTextPair().length());
    return characters > maxCharacters
        ? Optional.of(tooLong("text", characters, maxCharacters))
        : Optional.empty();
  }

  private static Rejection tooLong(String field, long length, int allowed) {
    return new Rejection(
        RejectionReason.TOO_LARGE,
        field + " has " + length + " characters but must have at most " + allowed);
  }
}
