/** One trainer a model at a time. */
package io.headwater.trainer.internal.leadership;
