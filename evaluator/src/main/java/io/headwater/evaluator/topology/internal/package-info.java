/** The topology's records, windows and processors; not for use by others. */
package io.headwater.evaluator.topology.internal;
