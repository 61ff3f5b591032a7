/** Labeled examples from their sources, through validation, to the example topics. */
package io.headwater.client;
