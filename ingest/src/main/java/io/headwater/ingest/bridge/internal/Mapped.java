package io.headwater.ingest.bridge.internal;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.Rejection;

/** What became of a source's record. */
public sealed interface Mapped {

  /** An example that keeps its task's contract. */
  record Example(LabeledExample example) implements Mapped {}

  /** No example yet. */
  record Skipped() implements Mapped {}

  /** A record of which no example can be made. */
  record Refused(Rejection rejection) implements Mapped {}
}
