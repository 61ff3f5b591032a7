package io.headwater.model.checkpoint;

/**
 * Thrown when a store holds nothing of a checkpoint, or no longer all of it: it was deleted.
 *
 * <p>Checkpoints are deleted on purpose once newer ones have taken their place, so for any but the
 * newest this is no damage.
 */
public class AbsentCheckpointException extends CorruptCheckpointException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception whose message names what is missing. */
  public AbsentCheckpointException(String message) {
    super(message);
  }
}
