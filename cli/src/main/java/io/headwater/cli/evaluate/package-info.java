/** {@code headwater evaluate}: the evaluator as a process. */
package io.headwater.cli.evaluate;
