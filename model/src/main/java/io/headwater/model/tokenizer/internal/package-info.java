/** How tokenizers work inside; not for use from outside. */
package io.headwater.model.tokenizer.internal;
