/**
 * What the programs are measured against: the same network op by op, the arithmetic a step needs,
 * and the matrix product.
 */
package io.headwater.model.internal.reference;
