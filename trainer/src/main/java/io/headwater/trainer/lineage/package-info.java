/** Which journal entries a version of the model rests on. */
package io.headwater.trainer.lineage;
