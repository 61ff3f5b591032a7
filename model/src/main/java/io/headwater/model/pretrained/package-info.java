/** Models trained elsewhere, as starting points. */
package io.headwater.model.pretrained;
