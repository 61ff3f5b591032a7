/**
 * What the commands that run a service share: their options and their run until a signal ends it.
 */
package io.headwater.cli.service;
