/** Options and process handling shared by the commands that run a service. */
package io.headwater.cli.service;
