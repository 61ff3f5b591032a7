/** {@code headwater ask}: sends one request and prints the answer. */
package io.headwater.cli.ask;
