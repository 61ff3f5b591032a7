/** The trainer's threads and how they hang together; nothing here is for users. */
package io.headwater.trainer.internal;
