/** Configuration that all services share. */
package io.headwater.service.config;
