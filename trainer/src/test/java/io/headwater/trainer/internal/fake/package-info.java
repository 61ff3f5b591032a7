/** Stand-ins for a broker, its clients and a learner, for tests without either. */
package io.headwater.trainer.internal.fake;
