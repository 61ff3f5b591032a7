/** How the bridge reads values, follows paths and processes records. */
package io.headwater.ingest.bridge.internal;
