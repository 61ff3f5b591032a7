/** The tasks on the tasks topic: reading, declaring and changing them. */
package io.headwater.client.task;
