/** The network's parameters and batches, as the programs take them. */
package io.headwater.model.internal.network;
