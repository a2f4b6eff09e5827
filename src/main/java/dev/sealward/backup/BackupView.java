package dev.sealward.backup;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A backup that was made here.
 *
 * @param sha256 of the file, as hex
 * @param keyVersions the master-key versions it carries
 * @param verifiedAt when it was last read from end to end; null when never
 * @param verification what that found; null when it was never done or all was well
 * @param present whether its file is still where it was written
 */
public record BackupView(
    UUID id,
    String fileName,
    Instant createdAt,
    String createdBy,
    boolean scheduled,
    long bytes,
    long rows,
    String sha256,
    Protection protection,
    List<Integer> keyVersions,
    @Nullable Instant verifiedAt,
    @Nullable String verification,
    boolean present) {}
