/** {@code headwater evaluate}: runs the evaluator as a process. */
package io.headwater.cli.evaluate;
