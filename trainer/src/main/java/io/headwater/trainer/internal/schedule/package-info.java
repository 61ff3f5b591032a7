/** The learning rate as a function of the step. */
package io.headwater.trainer.internal.schedule;
