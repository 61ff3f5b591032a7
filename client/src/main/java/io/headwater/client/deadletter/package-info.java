/** Dead letters as others may read them and send them back. */
package io.headwater.client.deadletter;
