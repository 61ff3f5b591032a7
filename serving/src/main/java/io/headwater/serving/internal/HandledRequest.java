package io.headwater.serving.internal;

import io.headwater.schemas.Prediction;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.Validated;

/**
 * A request and its outcome.
 *
 * @param request the request as it arrived
 * @param result the answer, or why there is none
 */
record HandledRequest(ReceivedRequest request, Validated<Prediction> result) {

  static HandledRequest answered(ReceivedRequest request, Prediction answer) {
    return new HandledRequest(request, new Validated.Accepted<>(answer));
  }

  static HandledRequest refused(ReceivedRequest request, Rejection rejection) {
    return new HandledRequest(request, new Validated.Refused<>(rejection));
  }
}
