/** {@code headwater score}: computes metrics of a file of predictions, with intervals. */
package io.headwater.cli.score;
