/** Metrics of predictions in files. */
package io.headwater.cli.score;
