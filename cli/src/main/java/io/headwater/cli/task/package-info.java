/** Tasks on the command line. */
package io.headwater.cli.task;
