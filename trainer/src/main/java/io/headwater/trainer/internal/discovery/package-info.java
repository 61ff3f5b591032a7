/** Which tasks are specified and which example topics exist, asked again every few seconds. */
package io.headwater.trainer.internal.discovery;
