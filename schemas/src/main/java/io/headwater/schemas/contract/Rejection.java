package io.headwater.schemas.contract;

/**
 * The refusal of a record.
 *
 * @param reason the kind of fault
 * @param detail one sentence that names the field, its value and what is allowed
 */
public record Rejection(RejectionReason reason, String detail) {}
