package io.headwater.schemas.contract;

/**
 * The refusal of a record.
 *
 * @param reason the kind of fault
 * @param detail one sentence that names the field, its value and what is allowed
 */
public record Rejection(RejectionReason reason, String detail) {

  /**
   * Returns the rejection of a field's value.
   *
   * @param value the field's value; shortened in the sentence if it is long
   * @param allowed what the field must be, such as "not blank"
   */
  public static Rejection of(RejectionReason reason, String field, Object value, String allowed) {
    return new Rejection(reason, field + " is " + Excerpt.of(value) + " but must be " + allowed);
  }
}
