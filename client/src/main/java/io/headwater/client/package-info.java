/**
 * The API for other programs: {@link io.headwater.client.ExampleProducer} declares tasks and sends
 * labeled examples, {@link io.headwater.client.PredictionClient} asks for predictions, {@link
 * io.headwater.client.MetricSubscription} follows a model's metrics, and {@link
 * io.headwater.client.task.TaskDirectory} lists and changes the tasks.
 *
 * <p>Each is opened in one call from settings by key, as Kafka's own clients are: {@code
 * bootstrap.servers}, {@code schema.registry.url}, {@code topic.prefix}, and keys that are passed
 * through to the clients, such as {@code kafka.security.protocol}.
 */
package io.headwater.client;
