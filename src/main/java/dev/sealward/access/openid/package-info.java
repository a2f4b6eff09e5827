/**
 * OpenID Connect as its relying party: the authorization code flow with state, nonce and PKCE.
 *
 * <p>Invariants: off unless the start's configuration names a provider; nothing is asked of any
 * host but the ones that provider names, through {@link dev.sealward.outbound.Outbound}; an ID
 * token counts only with an asymmetric signature by a key of the provider's; no text of the
 * provider's stands in an error. Who an identity belongs to is decided elsewhere. May use outbound
 * and kernel.
 */
@NullMarked
package dev.sealward.access.openid;

import org.jspecify.annotations.NullMarked;
