/** Benches: how much of what the machine allows each part reaches, as ratios within a run. */
package io.headwater.bench;
