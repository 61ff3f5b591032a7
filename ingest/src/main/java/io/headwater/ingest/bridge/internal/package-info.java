/** Values, paths and processors of the bridge. */
package io.headwater.ingest.bridge.internal;
