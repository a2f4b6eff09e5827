package dev.sealward.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.backup.Rows.Row;
import dev.sealward.backup.Rows.Table;
import dev.sealward.crypto.BackupOpener;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.keys.CarriedKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a backup's stream may hold, and what is refused. */
@Tag("VAULT-10")
class BackupFormatTest {
  private static final BackupOpener OPENER = new BackupOpener.Recovery(SampleBackup.KEY);

  @Test
  void everyTypeComesBackAsItWas() throws IOException {
    byte[] envelope = SampleBackup.envelope(3);
    byte[] records = SampleBackup.records(writer -> SampleBackup.whole(writer, envelope));
    BackupReader reader = new BackupReader(new ByteArrayInputStream(records));

    assertThat(reader.manifest()).isEqualTo(SampleBackup.MANIFEST);
    try (CarriedKeys keys = reader.keys(SampleBackup.MANIFEST)) {
      assertThat(keys.versions()).containsExactlyInAnyOrder(1, 3);
      assertThat(keys.toString()).isEqualTo("CarriedKeys[hidden]");
    }
    assertThat(reader.nextTable()).isEqualTo(SampleBackup.TABLE);
    Row row = reader.nextRow();
    assertThat(row.values()).isEqualTo(SampleBackup.full(envelope).values());
    assertThat(row.bound()).isEqualTo(SampleBackup.full(envelope).bound());
    assertThat(reader.nextRow().values()).containsOnlyNulls();
    assertThat(reader.nextRow()).isNull();
    assertThat(reader.nextTable()).isNull();
  }

  @Test
  void verificationCountsWhatItReads() throws IOException {
    Verification.Report report = verify(SampleBackup.records(SampleBackup::whole));

    assertThat(report.tables()).isEqualTo(1);
    assertThat(report.rows()).isEqualTo(2);
    assertThat(report.envelopes().envelopes()).isEqualTo(1);
    assertThat(report.envelopes().unopenable()).isZero();
    assertThat(report.envelopes().found()).isNull();
  }

  @Test
  void envelopesThatDoNotOpenAreCounted() throws IOException {
    byte[] bentKey = SampleBackup.envelope(3);
    bentKey[25] ^= 1;
    // What unwraps may have other bytes where the value is.
    byte[] bentValue = SampleBackup.envelope(3);
    bentValue[bentValue.length - 17] ^= 1;
    byte[] bentTag = SampleBackup.envelope(3);
    bentTag[bentTag.length - 1] ^= 1;
    byte[] ofAMissingKey = SampleBackup.envelope(2);

    for (byte[] damaged : new byte[][] {bentKey, bentValue, bentTag, ofAMissingKey, {}}) {
      EnvelopeCheck found =
          verify(SampleBackup.records(w -> SampleBackup.whole(w, damaged))).envelopes();
      assertThat(found.unopenable()).isEqualTo(1);
      assertThat(found.found())
          .isEqualTo("1 of 1 envelopes do not open: secret " + SampleBackup.ID + " version 2");
    }
  }

  @Test
  void ofManyThatDoNotOpenTheFirstAreNamedInWhatTheListKeeps() throws IOException {
    EnvelopeCheck check = new EnvelopeCheck();
    try (CarriedKeys keys = SampleBackup.keys()) {
      for (int i = 0; i < 100_000; i++) {
        assertThat(check.opens(keys, SampleBackup.full(new byte[0]).bound(), new byte[0]))
            .isFalse();
      }
    }
    assertThat(check.found())
        .startsWith("100000 of 100000 envelopes do not open: secret ")
        .endsWith(" and others")
        .hasSizeLessThanOrEqualTo(300);
  }

  @Test
  void cutAnywhereItIsRefused() throws IOException {
    byte[] records = SampleBackup.records(SampleBackup::whole);
    for (int length = 0; length < records.length; length++) {
      byte[] cut = Arrays.copyOf(records, length);
      assertThatThrownBy(() -> verify(cut))
          .as("%d of %d bytes", length, records.length)
          .isInstanceOf(DamagedBackupException.class);
    }
  }

  @Test
  void whatFollowsTheEndIsRefused() throws IOException {
    byte[] records = SampleBackup.records(SampleBackup::whole);

    assertRefused(Arrays.copyOf(records, records.length + 1), "something after its end");
  }

  @Test
  void bentAnywhereItIsRefusedOrReadAndNeverAnythingElse() throws IOException {
    byte[] records = SampleBackup.records(SampleBackup::whole);
    Random random = new Random(4);
    for (int i = 0; i < 5_000; i++) {
      byte[] bent = records.clone();
      bent[random.nextInt(bent.length)] = (byte) random.nextInt();
      try {
        read(bent);
      } catch (DamagedBackupException expected) {
        assertThat(expected).hasMessageStartingWith("The backup holds ");
      }
    }
  }

  @Test
  void hugeLengthsCostNoMemory() throws IOException {
    for (int length : new int[] {Integer.MAX_VALUE, -1, (16 << 20) + 1}) {
      byte[] records =
          SampleBackup.records(
              writer -> {
                writer.manifest(SampleBackup.MANIFEST);
                try (CarriedKeys keys = SampleBackup.keys()) {
                  writer.keys(keys);
                }
                writer.begin(SampleBackup.TABLE);
                writer.finish();
              });
      ByteArrayOutputStream hostile = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(hostile);
      out.write(records, 0, records.length - 13);
      out.writeByte('R');
      out.writeByte(1);
      out.writeInt(length);
      assertRefused(hostile.toByteArray(), "a value over the limit");
    }
  }

  @Test
  void wrongCountsAreRefused() throws IOException {
    byte[] records = SampleBackup.records(SampleBackup::whole);
    int end = records.length - 13;
    byte[] tables = records.clone();
    ByteBuffer.wrap(tables).putInt(end + 1, 2);
    byte[] rows = records.clone();
    ByteBuffer.wrap(rows).putLong(end + 5, 3);
    byte[] rowsOfTable = records.clone();
    ByteBuffer.wrap(rowsOfTable).putLong(end - 8, 1);

    assertRefused(tables, "another number of tables");
    assertRefused(rows, "another number of rows than it says");
    assertRefused(rowsOfTable, "another number of rows than a table says");
  }

  @Test
  void tablesAndColumnsTwiceAreRefused() throws IOException {
    Table twice =
        new Table(
            "t",
            java.util.List.of(
                SampleBackup.TABLE.columns().get(0), SampleBackup.TABLE.columns().get(0)),
            -1);
    assertRefused(withTables(SampleBackup.TABLE, SampleBackup.TABLE), "a table twice");
    assertRefused(withTables(twice), "a column twice");
    assertRefused(
        withTables(new Table("t", SampleBackup.TABLE.columns(), 0)), "an envelope in no column");
  }

  @Test
  void keysMustBeThoseOfTheManifest() throws IOException {
    Manifest other =
        new Manifest("0.1", 8, SampleBackup.AT, "ada", java.util.List.of(1), java.util.Map.of(), 0);
    byte[] records =
        SampleBackup.records(
            writer -> {
              writer.manifest(other);
              try (CarriedKeys keys = SampleBackup.keys()) {
                writer.keys(keys);
              }
              writer.finish();
            });

    assertRefused(records, "other keys");
  }

  @Test
  void alteredOrCutSealedFilesAreRefusedBeforeTheirContentIsBelieved() throws IOException {
    byte[] sealed = SampleBackup.sealed(SampleBackup.records(SampleBackup::whole));
    byte[] bent = sealed.clone();
    bent[sealed.length - 20] ^= 1;

    for (byte[] damaged :
        new byte[][] {bent, Arrays.copyOf(sealed, sealed.length - 1), new byte[0]}) {
      assertThatThrownBy(
              () -> Verification.of(new ByteArrayInputStream(damaged), OPENER, rows -> {}))
          .isInstanceOf(UnopenableException.class);
    }
  }

  @Test
  @Tag("ST-SEC-005")
  void sealedFileShowsNeitherKeysNorRows() throws IOException {
    byte[] records = SampleBackup.records(SampleBackup::whole);
    String plain = new String(records, StandardCharsets.ISO_8859_1);
    String sealed = new String(SampleBackup.sealed(records), StandardCharsets.ISO_8859_1);
    String masterKey = "\7".repeat(32);

    assertThat(plain).contains("everything", masterKey);
    assertThat(sealed).doesNotContain("everything", masterKey);
    for (int at = 0; at + 16 <= plain.length(); at += 16) {
      assertThat(sealed).doesNotContain(plain.substring(at, at + 16));
    }
  }

  private static byte[] withTables(Table... tables) throws IOException {
    return SampleBackup.records(
        writer -> {
          writer.manifest(SampleBackup.MANIFEST);
          try (CarriedKeys keys = SampleBackup.keys()) {
            writer.keys(keys);
          }
          for (Table table : tables) {
            writer.begin(table);
            writer.end();
          }
          writer.finish();
        });
  }

  private static void assertRefused(byte[] records, String why) {
    assertThatThrownBy(() -> verify(records))
        .isInstanceOf(DamagedBackupException.class)
        .hasMessageContaining(why);
  }

  private static Verification.Report verify(byte[] records) throws IOException {
    return Verification.of(
        new ByteArrayInputStream(SampleBackup.sealed(records)), OPENER, rows -> {});
  }

  private static void read(byte[] records) throws IOException {
    BackupReader reader = new BackupReader(new ByteArrayInputStream(records));
    try (CarriedKeys keys = reader.keys(reader.manifest())) {
      assertThat(keys.versions()).isNotEmpty();
      while (reader.nextTable() != null) {
        while (reader.nextRow() != null) {
          assertThat(reader.rows()).isPositive();
        }
      }
    }
  }
}
