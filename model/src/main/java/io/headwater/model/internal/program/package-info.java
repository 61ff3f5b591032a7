/** Programs: compiled text with named methods over lists of arrays, run by the native engine. */
package io.headwater.model.internal.program;
