/**
 * Value types every module shares: typed ids, {@link dev.sealward.kernel.Scope}, {@link
 * dev.sealward.kernel.SecretRef}, {@link dev.sealward.kernel.SecretValue}, {@link
 * dev.sealward.kernel.Caller}, and the one way to say no ({@link dev.sealward.kernel.Refused} with
 * its {@link dev.sealward.kernel.Remedy}).
 *
 * <p>Invariants: an id that exists is valid; nothing here prints a secret; nothing here knows a
 * database, a clock or a container. Uses nothing but the JDK.
 */
@NullMarked
package dev.sealward.kernel;

import org.jspecify.annotations.NullMarked;
