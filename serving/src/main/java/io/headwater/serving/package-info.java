/** Requests from a topic, answered by the newest version of a model. */
package io.headwater.serving;
