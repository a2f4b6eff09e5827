package dev.sealward.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * People whose roles hold this permission may call the method, and nobody else: no entity, no
 * anonymous caller. A declaration, which the authorisation matrix holds against what the method
 * does; the check itself is the method's first line, see decision 17.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Needs {
  Permission value();
}
