/** What every process shares: settings, retry, health, topic readers, Streams and the terminal. */
package io.headwater.service;
