/** What models compute on: devices by their configured names, and what a processor can do. */
package io.headwater.model.hardware;
