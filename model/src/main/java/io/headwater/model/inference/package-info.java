/** Answers of a fixed version of the model. */
package io.headwater.model.inference;
