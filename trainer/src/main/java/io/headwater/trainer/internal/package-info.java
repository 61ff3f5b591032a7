/** The trainer's threads and how they work together; nothing here is for users. */
package io.headwater.trainer.internal;
