/**
 * Where the envelopes of secrets are kept: one interface, {@link
 * dev.sealward.secret.store.SecretStore}, and the stores outside the database.
 *
 * <p>Invariants: a store holds envelopes, never values; a blob is written once and never changed; a
 * store that fails says so and never answers with something older. Which blob is the valid one is
 * the database's to say. May use outbound, keys and kernel.
 */
@NullMarked
package dev.sealward.secret.store;

import org.jspecify.annotations.NullMarked;
