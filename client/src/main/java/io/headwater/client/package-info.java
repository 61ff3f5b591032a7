/**
 * For programs that feed a model, ask it and watch it: examples in, predictions and metrics out.
 */
package io.headwater.client;
