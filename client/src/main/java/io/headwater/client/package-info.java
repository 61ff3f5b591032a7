/**
 * What other people's programs use: {@link io.headwater.client.ExampleProducer} to declare tasks
 * and send labeled examples, {@link io.headwater.client.PredictionClient} to ask, {@link
 * io.headwater.client.MetricSubscription} to follow a model's metrics, and {@link
 * io.headwater.client.task.TaskDirectory} to see and change the tasks.
 *
 * <p>Each is opened in one call from settings by key, as Kafka's own clients are: {@code
 * bootstrap.servers}, {@code schema.registry.url}, {@code topic.prefix}, and whatever passes
 * through to the clients, such as {@code kafka.security.protocol}.
 */
package io.headwater.client;
