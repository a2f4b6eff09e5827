package dev.sealward.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Every entity may call the method, and nobody else: what it gets is bounded by its own policies
 * and borders, perhaps to nothing. A declaration as {@link Needs} is.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ForEntities {}
