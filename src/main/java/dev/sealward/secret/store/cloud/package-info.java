/**
 * The stores on cloud vendors' servers, {@code aws} and {@code gcp}, over the vendors' own
 * libraries.
 *
 * <p>Invariants: this is the only package that knows those libraries, and nothing of theirs leaves
 * it, neither a type nor the text of an error; they send through outbound, so that what holds there
 * holds for them. The libraries are in the jar only when it was built with the profile {@code
 * cloud}; {@link dev.sealward.secret.store.cloud.CloudStores} is the way in and knows. May use
 * outbound and kernel.
 */
@NullMarked
package dev.sealward.secret.store.cloud;

import org.jspecify.annotations.NullMarked;
