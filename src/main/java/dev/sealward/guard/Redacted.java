package dev.sealward.guard;

import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that feeds pages: every {@code String} in what it returns comes back masked by the
 * redactor of the caller's tenant (ST-SEC-006).
 *
 * <p>The method needs a {@link dev.sealward.kernel.Caller} among its arguments and returns strings,
 * records, lists, sets, maps or optionals of such. Ids, enums, numbers and times pass unchanged. A
 * result of any other type, and one that cannot be masked, is not returned at all.
 */
@InterceptorBinding
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Redacted {}
