/** Laying out what is on the metrics topic. */
package io.headwater.cli.metrics;
