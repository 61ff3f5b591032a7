/** A Kafka broker and a schema registry on this machine, for demos, tests and development. */
package io.headwater.cluster;
