/** Shows the values of the metrics topic as tables. */
package io.headwater.cli.metrics;
