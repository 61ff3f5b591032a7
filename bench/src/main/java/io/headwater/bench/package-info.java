/** Benches: what the machine allows, what each part reaches of it, as ratios within one run. */
package io.headwater.bench;
