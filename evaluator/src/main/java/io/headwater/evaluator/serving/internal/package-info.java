/** The service's parts; not for use by others. */
package io.headwater.evaluator.serving.internal;
