package io.headwater.trainer.internal;

import io.headwater.trainer.internal.assembly.AdoptedTask;

/**
 * Takes in, between blocks, what the weighting learns from outside the steps. For the step thread.
 */
interface BlockListener {
  /** A listener that ignores everything. */
  BlockListener NOTHING =
      new BlockListener() {
        @Override
        public void setTask(AdoptedTask task) {}

        @Override
        public void beforeBlock() {}
      };

  /** Notes a task's specification. */
  void setTask(AdoptedTask task);

  /** Takes in what has arrived, before the first step of a block. */
  void beforeBlock();
}
