/**
 * Pure cryptography: authenticated encryption ({@link dev.sealward.crypto.Aead}), the versioned
 * envelope every stored secret lives in ({@link dev.sealward.crypto.Envelope}), key derivation
 * ({@link dev.sealward.crypto.Hkdf}, {@link dev.sealward.crypto.Scrypt}), the check value that
 * detects a wrong master key ({@link dev.sealward.crypto.KeyCheck}), the hash of people's passwords
 * ({@link dev.sealward.crypto.PasswordHash}), the key a person keeps on paper ({@link
 * dev.sealward.crypto.RecoveryKey}), the codes of a second factor ({@link
 * dev.sealward.crypto.Totp}, {@link dev.sealward.crypto.RecoveryCode}) and the form of a backup
 * file ({@link dev.sealward.crypto.SealedStream}).
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Associated data is never absent, and no two different things it can name share bytes.
 *   <li>A nonce is drawn fresh from the given {@link java.security.SecureRandom} for every
 *       encryption; no caller can choose one.
 *   <li>The key is chosen by the envelope's header; an unknown version is a typed error.
 *   <li>Nothing here prints or serialises a key, a passphrase or a plaintext, nor puts one in an
 *       exception.
 *   <li>Keys are copied in and zeroed on close; working copies are zeroed before a method returns.
 *       The copies the JDK's cipher, MAC and digest objects keep inside are overwritten too. What
 *       the lightweight API of Bouncy Castle copies is left to the garbage collector: the
 *       passphrase (scrypt), the password (Argon2), the X25519 scalar.
 *   <li>No files or connections, no clock, no static mutable state; streams and randomness come
 *       from the caller.
 * </ul>
 *
 * <p>Uses {@code kernel}, the JDK's AES-GCM and HMAC, and the lightweight API of Bouncy Castle for
 * scrypt and Argon2, which the JDK lacks, and for X25519, whose keys the JDK does not zero; no
 * security provider is registered.
 */
@NullMarked
package dev.sealward.crypto;

import org.jspecify.annotations.NullMarked;
