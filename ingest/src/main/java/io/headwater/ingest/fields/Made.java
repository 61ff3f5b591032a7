package io.headwater.ingest.fields;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.Rejection;

/** What became of a row: an example that keeps its task's contract, or a refusal. */
public sealed interface Made {

  /** An example that keeps its task's contract. */
  record Example(LabeledExample example) implements Made {}

  /** A row of which no example can be made. */
  record Refused(Rejection rejection) implements Made {}
}
