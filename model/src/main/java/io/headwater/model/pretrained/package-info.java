/** Models made elsewhere, as starting points. */
package io.headwater.model.pretrained;
