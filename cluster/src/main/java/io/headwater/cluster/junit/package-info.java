/** A JUnit extension for tests against a real broker and a real schema registry. */
package io.headwater.cluster.junit;
