/** Configuration that every service shares. */
package io.headwater.service.config;
