/**
 * Backup and restore: the whole installation as one encrypted file, written from one consistent
 * snapshot, checked without restoring it, and restored into an empty installation on either
 * database (VAULT-10).
 *
 * <p>Invariants: a file under its final name is whole; what is restored comes in one transaction
 * together with the keys that open it; nothing of a backup is in the clear outside its sealed
 * stream. May use access, keys, crypto, audit and kernel. The format and its verification use the
 * JDK, kernel, crypto and the carried keys only: the command line runs them without a server.
 */
@NullMarked
package dev.sealward.backup;

import org.jspecify.annotations.NullMarked;
