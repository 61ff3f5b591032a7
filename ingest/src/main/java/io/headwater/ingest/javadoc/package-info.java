/**
 * Labeled examples made from the doc comments in Java source jars.
 *
 * <p>{@link io.headwater.ingest.javadoc.DocCommentSource} reads the jars, {@link
 * io.headwater.ingest.javadoc.DocTasks} turns a comment into examples of three tasks.
 */
package io.headwater.ingest.javadoc;
