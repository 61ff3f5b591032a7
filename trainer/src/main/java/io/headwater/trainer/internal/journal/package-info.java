/** The journal: what the trainer did, entry by entry, on its topic. */
package io.headwater.trainer.internal.journal;
