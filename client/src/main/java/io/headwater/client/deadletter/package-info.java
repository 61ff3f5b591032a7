/** Reading dead letters and sending them back to their topics. */
package io.headwater.client.deadletter;
