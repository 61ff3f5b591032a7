/** The journal entries that each version of the model contains. */
package io.headwater.trainer.lineage;
