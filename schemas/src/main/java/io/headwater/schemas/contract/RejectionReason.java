package io.headwater.schemas.contract;

/** Why a record was refused. */
public enum RejectionReason {
  /** The bytes are not a record in the Confluent wire format. */
  UNREADABLE_BYTES,
  /** The registry knows no schema with the id in the bytes. */
  UNKNOWN_SCHEMA_ID,
  /** The schema the record was written with cannot be read as the topic's type. */
  SCHEMA_MISMATCH,
  /** The record has no value. */
  NO_VALUE,
  /**
   * No specification of the record's task arrived in time, or the model in service does not know
   * the task.
   */
  UNKNOWN_TASK,
  /** The record names a task other than its topic's. */
  TASK_MISMATCH,
  /** The target's type does not match the task's kind. */
  WRONG_TARGET_TYPE,
  /** The id is blank. */
  BLANK_ID,
  /** The text is blank. */
  BLANK_TEXT,
  /** The label is blank. */
  BLANK_LABEL,
  /** The label is longer than {@value TaskRules#LONGEST_LABEL} characters. */
  LABEL_TOO_LONG,
  /** The label is not in the task's closed set. */
  LABEL_NOT_IN_SET,
  /** The score is not finite or outside the task's range. */
  SCORE_OUT_OF_RANGE,
  /** There is no reference. */
  NO_REFERENCE,
  /** A reference is blank. */
  BLANK_REFERENCE,
  /** A question about a passage came without one. */
  NO_PASSAGE,
  /** There is no span, in a task whose passages all hold an answer. */
  NO_SPAN,
  /** A span is empty or reaches outside the passage. */
  SPAN_OUTSIDE_TEXT,
  /** The weight is not between a millionth and a million. */
  BAD_WEIGHT,
  /** The label would take an open set beyond its cap. */
  LABEL_CAP_REACHED,
  /** A source's record lacks a field that an example must have. */
  MISSING_FIELD,
  /** A field of a source's record cannot be read as what it must be. */
  BAD_FIELD,
  /** A row or line of a source cannot be taken apart into fields. */
  UNREADABLE_ROW,
  /**
   * The example is larger than the brokers take, or the request is longer than the service answers.
   */
  TOO_LARGE,
  /** The model in service failed on the request. */
  MODEL_FAILED,
  /** The topic that a request names for its reply may not, or cannot, be written to. */
  REPLY_TOPIC_REFUSED
}
