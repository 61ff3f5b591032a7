/** The shared network: its shape, its tasks, and the arrays it is made of. */
package io.headwater.model;
