/** {@code headwater score}: metrics of files of predictions, with intervals. */
package io.headwater.cli.score;
