/** Models in service: a loaded version that answers in text, and the handle that swaps versions. */
package io.headwater.model.serving;
