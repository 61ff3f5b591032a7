/** Learning rates over the steps. */
package io.headwater.trainer.internal.schedule;
