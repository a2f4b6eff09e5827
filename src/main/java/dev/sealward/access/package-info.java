/**
 * Who may do what: people with their roles, workspaces and sessions, entities and their machine
 * tokens, policies, sign-in, and the steps of set-up.
 *
 * <p>Invariants: deny by default; every look-up carries the caller's tenant in the query itself;
 * passwords are kept as Argon2id, tokens as SHA-256; what does not exist and what is not yours get
 * one answer and one query; a session remembers who, never what they may; nothing changes without
 * an audit row in the same transaction. May use keys, crypto, audit, guard, outbound and kernel.
 */
@NullMarked
package dev.sealward.access;

import org.jspecify.annotations.NullMarked;
