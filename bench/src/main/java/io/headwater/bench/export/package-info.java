/** The programs outside of Java: what it takes to run a training step in PyTorch itself. */
package io.headwater.bench.export;
