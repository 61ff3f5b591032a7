/**
 * Small programs that use Headwater as a library.
 *
 * <p>The first argument of each is the path of a settings file; {@code headwater cluster --data
 * DIR} writes one into its folder.
 */
package io.headwater.examples;
