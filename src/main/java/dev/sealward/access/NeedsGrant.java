package dev.sealward.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Entities with a policy of at least this level on the thing the call is about may call the method,
 * and people whose roles hold the permission, if one is named. A declaration as {@link Needs} is.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface NeedsGrant {
  Level value();

  /** The permission of people, or none: then no person may. */
  Permission[] people() default {};
}
