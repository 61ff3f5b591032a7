/** Configuration that every service shares. */
package io.headwater.schemas.config;
