/** The values of the metrics topic, for tables and for other programs. */
package io.headwater.client.metric;
