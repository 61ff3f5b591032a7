/** Requests from a topic, answered by the newest version of a model; and a client that asks. */
package io.headwater.serving;
