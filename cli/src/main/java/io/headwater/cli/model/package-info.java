/** {@code headwater model}: makes folders that models start from. */
package io.headwater.cli.model;
