/**
 * The one HTTP client: whatever Sealward asks of another machine goes through {@link
 * dev.sealward.outbound.Outbound}.
 *
 * <p>Invariants: a connection is made to an address that was checked, and to no other; no redirect
 * is followed; every request ends within its time and its answer within its size; nothing of a
 * request stands in an error. May use kernel.
 */
@NullMarked
package dev.sealward.outbound;

import org.jspecify.annotations.NullMarked;
