/** Reading the metrics topic. */
package io.headwater.cli.metrics;
