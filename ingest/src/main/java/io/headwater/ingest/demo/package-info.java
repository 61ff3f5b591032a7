/**
 * The demo's stream: doc comments of libraries that join one after the other, as examples of three
 * tasks.
 */
package io.headwater.ingest.demo;
