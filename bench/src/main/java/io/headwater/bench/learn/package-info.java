/**
 * Compares ways to learn: arms learn the same stream for the same time, seed by seed.
 *
 * <p>The report tells differences from noise.
 */
package io.headwater.bench.learn;
