/** Tests of the images, beside real brokers and a registry in containers. */
package io.headwater.cli.container;
