package io.headwater.serving;

import io.headwater.schemas.PredictionRequest;
import java.util.Optional;

/**
 * The requests that are answered in one consumer group, so that each has one answer or one refusal,
 * however many models are served on the topic.
 *
 * @param model model that the requests name; empty for those that name none or cannot be read
 */
public record RequestShare(Optional<String> model) {
  /** Requests that name no model or cannot be read; the groups of all models share them. */
  public static final RequestShare UNNAMED = new RequestShare(Optional.empty());

  /** Returns the requests that name a model. */
  public static RequestShare of(String model) {
    return new RequestShare(Optional.of(model));
  }

  /** Returns whether a request is in the share. */
  public boolean has(PredictionRequest request) {
    return model.equals(Optional.ofNullable(request.getModel()).filter(name -> !name.isBlank()));
  }

  /** Returns whether records that cannot be read are in the share. */
  public boolean hasUnreadable() {
    return model.isEmpty();
  }
}
