/** Reading topics from their beginning, outside of any consumer group. */
package io.headwater.service.topic;
