/**
 * The bench of learning: arms that learn the same stream for the same time, seed by seed, and what
 * differs between them beyond noise.
 */
package io.headwater.bench.learn;
