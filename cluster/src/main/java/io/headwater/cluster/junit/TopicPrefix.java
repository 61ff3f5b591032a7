package io.headwater.cluster.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A string no other test of a {@linkplain WithCluster cluster} gets, to begin names with: those of
 * topics, consumer groups and transactional ids.
 *
 * <p>A test and the methods that run before and after it get the same. Constructors and methods
 * that run once for a class get one that is the class's. It holds letters, digits and hyphens and
 * ends in a dot.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface TopicPrefix {}
