/** {@code headwater serve}: a prediction service as a process. */
package io.headwater.cli.serve;
