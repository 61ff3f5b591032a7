/** {@code headwater serve}: runs the prediction service as a process. */
package io.headwater.cli.serve;
