/** Makes labeled examples from the fields of a source's rows or records. */
package io.headwater.ingest.fields;
