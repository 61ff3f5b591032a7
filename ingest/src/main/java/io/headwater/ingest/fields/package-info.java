/** Makes labeled examples of the fields a source's row or record has. */
package io.headwater.ingest.fields;
