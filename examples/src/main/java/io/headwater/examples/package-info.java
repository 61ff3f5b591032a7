/**
 * Small programs that use Headwater as a library, each with the path of a file of settings as its
 * argument; {@code headwater cluster --data DIR} leaves one in its folder.
 */
package io.headwater.examples;
