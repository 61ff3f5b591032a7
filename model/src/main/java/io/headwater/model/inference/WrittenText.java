package io.headwater.model.inference;

/**
 * A text that a model wrote.
 *
 * @param tokens token ids, without task token and end token
 * @param copiedFrom for each token, the place in the input that it was copied from; -1 if it was
 *     not copied, or the trunk is causal
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would cost on the hot path
public record WrittenText(int[] tokens, int[] copiedFrom) {}
