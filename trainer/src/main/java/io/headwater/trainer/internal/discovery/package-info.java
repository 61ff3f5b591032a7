/** Finds out, at intervals, which tasks are specified and which examples topics exist. */
package io.headwater.trainer.internal.discovery;
