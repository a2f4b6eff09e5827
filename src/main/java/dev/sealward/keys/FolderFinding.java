package dev.sealward.keys;

import dev.sealward.kernel.Remedy;

/**
 * Something about the data directory that let others in (HOME-01).
 *
 * @param path relative to the data directory, {@code .} for itself
 * @param fixed whether Sealward mended it at the start
 */
public record FolderFinding(String path, Remedy remedy, boolean fixed) {}
