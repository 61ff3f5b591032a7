/** Checks of whether a service still does its work. */
package io.headwater.service.health;
