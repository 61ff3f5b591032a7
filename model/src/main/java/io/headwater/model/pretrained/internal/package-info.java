/** The weights of a folder, and the rows of tokens that it lacks. */
package io.headwater.model.pretrained.internal;
