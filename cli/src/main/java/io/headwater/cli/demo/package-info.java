/** The demonstration: real text through a real broker, learned and scored while you watch. */
package io.headwater.cli.demo;
