/** Reading small control topics to their end. */
package io.headwater.trainer.topic;
