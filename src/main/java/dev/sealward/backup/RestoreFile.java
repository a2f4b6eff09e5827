package dev.sealward.backup;

/** A file below {@code <data-dir>/restore/}. */
public record RestoreFile(String name, long bytes) {}
