/** The weights of a folder, and the rows of tokens it did not have. */
package io.headwater.model.pretrained.internal;
