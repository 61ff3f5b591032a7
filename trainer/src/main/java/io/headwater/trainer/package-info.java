/** The trainer: one model learns from every examples topic, and its checkpoints are announced. */
package io.headwater.trainer;
