/** Answers requests from a topic with the newest version of a model. */
package io.headwater.serving;
