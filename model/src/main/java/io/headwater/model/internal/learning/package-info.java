/** The learner that runs the training program. */
package io.headwater.model.internal.learning;
