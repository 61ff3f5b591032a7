/** Exports the programs with a training step, to run them in PyTorch without Java. */
package io.headwater.bench.export;
