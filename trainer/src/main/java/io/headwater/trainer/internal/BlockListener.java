package io.headwater.trainer.internal;

import io.headwater.trainer.internal.assembly.AdoptedTask;

/** What the weighting takes in from outside the steps, between blocks; used by the step thread. */
interface BlockListener {
  /** Takes in nothing. */
  BlockListener NOTHING =
      new BlockListener() {
        @Override
        public void setTask(AdoptedTask task) {}

        @Override
        public void beforeBlock() {}
      };

  /** Notes a task's specification. */
  void setTask(AdoptedTask task);

  /** Takes in what there is before the first step of a block. */
  void beforeBlock();
}
