/**
 * The demo's stream of examples for three tasks, made from the doc comments of libraries that join
 * one after the other.
 */
package io.headwater.ingest.demo;
