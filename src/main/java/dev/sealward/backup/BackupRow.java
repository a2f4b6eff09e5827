package dev.sealward.backup;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known of a backup without opening its file. */
@Entity
@Table(name = "backup")
@Access(AccessType.FIELD)
class BackupRow {
  @Id private UUID id;

  @Column(name = "file_name")
  private String fileName;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  private boolean scheduled;
  private long bytes;

  @Column(name = "row_count")
  private long rows;

  private byte[] sha256;

  @Enumerated(EnumType.STRING)
  @Column(name = "protected_by")
  private Protection protection;

  @Column(name = "key_versions")
  private String keyVersions;

  @Column(name = "verified_at")
  private @Nullable Instant verifiedAt;

  private @Nullable String verification;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected BackupRow() {}

  BackupRow(
      String fileName,
      Manifest manifest,
      boolean scheduled,
      BackupFile.Written written,
      Protection protection) {
    this.id = UUID.randomUUID();
    this.fileName = fileName;
    this.createdAt = manifest.createdAt();
    this.createdBy = manifest.createdBy();
    this.scheduled = scheduled;
    this.bytes = written.bytes();
    this.rows = manifest.rows();
    this.sha256 = written.sha256();
    this.protection = protection;
    this.keyVersions =
        manifest.keyVersions().stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  UUID id() {
    return id;
  }

  String fileName() {
    return fileName;
  }

  long rows() {
    return rows;
  }

  Instant createdAt() {
    return createdAt;
  }

  List<Integer> keyVersions() {
    return Arrays.stream(keyVersions.split(" ")).map(Integer::valueOf).toList();
  }

  /** Whether a file is the one this entry was made for, from its first byte to its last. */
  boolean isWhole(Path file) throws IOException {
    return Files.size(file) == bytes && MessageDigest.isEqual(BackupFile.sha256(file), sha256);
  }

  void verified(Instant at, @Nullable String found) {
    verifiedAt = at;
    verification = found;
  }

  BackupView view(boolean present) {
    return new BackupView(
        id,
        fileName,
        createdAt,
        createdBy,
        scheduled,
        bytes,
        rows,
        HexFormat.of().formatHex(sha256),
        protection,
        keyVersions(),
        verifiedAt,
        verification,
        present);
  }
}
