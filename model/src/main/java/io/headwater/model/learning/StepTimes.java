package io.headwater.model.learning;

/**
 * How long the calling thread spent in each phase of a step, in nanoseconds. On a GPU these are the
 * times of the calls, not of the device's work.
 *
 * @param host packing rows and moving them to the device
 * @param forward from tokens to losses
 * @param backward from losses to gradients, their combination included
 * @param optimizer from gradients to parameters
 */
public record StepTimes(long host, long forward, long backward, long optimizer) {}
