/** How much each task's loss counts at each step. */
package io.headwater.trainer.weighting;
