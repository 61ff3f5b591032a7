package io.headwater.cluster.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A prefix for names of topics, consumer groups and transactional ids that no other test of a
 * {@linkplain WithCluster cluster} gets.
 *
 * <p>A test and the methods that run before and after it get the same prefix. Constructors and
 * methods that run once per class get the prefix of the class. A prefix consists of letters, digits
 * and hyphens and ends in a dot.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface TopicPrefix {}
