package dev.sealward.backup;

import dev.sealward.backup.Rows.Bound;
import dev.sealward.backup.Rows.Row;
import dev.sealward.backup.Rows.Table;
import dev.sealward.crypto.BackupOpener;
import dev.sealward.crypto.SealedStream;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.keys.CarriedKeys;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/**
 * Reads a whole backup without restoring it: every chunk's tag, the structure, the counts, and that
 * each envelope opens whole with the keys the backup carries. What it held is zeroed at once.
 */
final class Verification {
  private static final int STEP = 1_000;

  /**
   * What was found.
   *
   * @param envelopes each opened with the carried keys
   */
  record Report(Manifest manifest, int tables, long rows, EnvelopeCheck envelopes) {}

  private Verification() {}

  /**
   * Reads {@code file} to its end and closes it.
   *
   * @param progress told now and then how many rows are read
   * @throws UnopenableException when it was altered or cut, or is not for this opener
   * @throws DamagedBackupException when it is sealed well and holds no whole backup
   */
  static Report of(InputStream file, BackupOpener opener, LongConsumer progress)
      throws IOException {
    try (InputStream sealed = file;
        InputStream unsealed = SealedStream.reader(sealed, opener)) {
      BackupReader reader = new BackupReader(unsealed);
      Manifest manifest = reader.manifest();
      int tables = 0;
      EnvelopeCheck check = new EnvelopeCheck();
      try (CarriedKeys keys = reader.keys(manifest)) {
        for (Table table = reader.nextTable(); table != null; table = reader.nextTable()) {
          tables++;
          for (Row row = reader.nextRow(); row != null; row = reader.nextRow()) {
            Bound bound = row.bound();
            if (bound != null && row.values()[table.sealed()] instanceof byte[] envelope) {
              check.opens(keys, bound, envelope);
            }
            if (reader.rows() % STEP == 0) {
              progress.accept(reader.rows());
            }
          }
        }
      }
      return new Report(manifest, tables, reader.rows(), check);
    }
  }
}
