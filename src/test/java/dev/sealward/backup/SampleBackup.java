package dev.sealward.backup;

import dev.sealward.backup.Rows.Bound;
import dev.sealward.backup.Rows.Column;
import dev.sealward.backup.Rows.Row;
import dev.sealward.backup.Rows.Table;
import dev.sealward.crypto.BackupRecipient;
import dev.sealward.crypto.Binding;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.Hkdf;
import dev.sealward.crypto.Info;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.crypto.ScopeKey;
import dev.sealward.crypto.SealedOutput;
import dev.sealward.crypto.SealedStream;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.CarriedKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A small backup made by hand, with one table of every type and one envelope. */
final class SampleBackup {
  static final SecureRandom RANDOM = new SecureRandom();
  static final RecoveryKey KEY = RecoveryKey.random(RANDOM);
  static final Instant AT = Instant.parse("2026-11-22T02:15:30.123456Z");
  static final Manifest MANIFEST =
      new Manifest("0.1", 8, AT, "ada", List.of(1, 3), Map.of("everything", 7L), 2);
  static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  static final Table TABLE =
      new Table(
          "everything",
          List.of(
              new Column("a_text", ColumnType.TEXT),
              new Column("an_int", ColumnType.INT),
              new Column("a_long", ColumnType.LONG),
              new Column("sealed", ColumnType.BYTES),
              new Column("an_id", ColumnType.UUID),
              new Column("a_time", ColumnType.TIME),
              new Column("a_bool", ColumnType.BOOL)),
          3);
  static final Scope SCOPE =
      new Scope(
          TenantId.of("default"),
          WorkspaceId.of("default"),
          Environment.PRODUCTION,
          ProviderId.of("generic"));
  private static final byte[] MASTER = new byte[32];

  static {
    Arrays.fill(MASTER, (byte) 7);
  }

  private SampleBackup() {}

  /** Writes records into a stream. */
  interface Content {
    void write(BackupWriter writer) throws IOException;
  }

  static CarriedKeys keys() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(2);
    for (int version : new int[] {1, 3}) {
      out.writeInt(version);
      out.write(MASTER);
    }
    return CarriedKeys.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  static Row full(byte[] envelope) {
    return new Row(
        new Object[] {"grün – 漢", -5, Long.MAX_VALUE, envelope, ID, AT, true},
        new Bound("secret-value", SCOPE, ID, 2));
  }

  static Row empty() {
    return new Row(new Object[7], null);
  }

  /** An envelope as the ring under {@link #keys} would make it. */
  static byte[] envelope(int version) {
    byte[] info = Info.of("sealward/v1", "default", "default", "production", "secret-value");
    byte[] derived =
        Hkdf.derive(MASTER, "generic".getBytes(StandardCharsets.UTF_8), info, MASTER.length);
    try (ScopeKey key = ScopeKey.of(version, derived)) {
      return Envelope.seal(
          new byte[] {1, 2, 3}, Binding.of("secret-value", ID, 2, SCOPE), key, RANDOM);
    }
  }

  static void whole(BackupWriter writer) throws IOException {
    whole(writer, envelope(3));
  }

  static void whole(BackupWriter writer, byte[] envelope) throws IOException {
    writer.manifest(MANIFEST);
    try (CarriedKeys keys = keys()) {
      writer.keys(keys);
    }
    writer.begin(TABLE);
    writer.row(TABLE, full(envelope));
    writer.row(TABLE, empty());
    writer.end();
    writer.finish();
  }

  /** The bytes of records, as they stand inside the sealed stream. */
  static byte[] records(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.write(new BackupWriter(bytes));
    return bytes.toByteArray();
  }

  static byte[] sealed(byte[] records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<BackupRecipient> recipients = List.of(new BackupRecipient.Recovery(KEY.publicKey()));
    try (SealedOutput out = SealedStream.writer(bytes, recipients, RANDOM)) {
      out.write(records);
      out.finish();
    }
    return bytes.toByteArray();
  }
}
