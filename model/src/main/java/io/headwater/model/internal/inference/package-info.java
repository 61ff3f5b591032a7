/** The predictor that runs the programs of inference. */
package io.headwater.model.internal.inference;
