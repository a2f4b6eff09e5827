/**
 * Secrets and their versions: store, rotate, revoke, resolve.
 *
 * <p>Invariants: a value exists only inside an envelope; ciphertext, key version, rotation time and
 * audit row change in one transaction; a value's masks are registered before the value can leave;
 * every read is audited before it is released; nobody reads a value on a page. May use access,
 * keys, crypto, audit, guard, redaction, outbound and kernel.
 */
@NullMarked
package dev.sealward.secret;

import org.jspecify.annotations.NullMarked;
