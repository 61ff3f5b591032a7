/** Inference: answers from one fixed version of the model. */
package io.headwater.model.inference;
