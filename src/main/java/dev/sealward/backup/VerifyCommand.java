package dev.sealward.backup;

import dev.sealward.backup.Verification.Report;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Refused;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code verify-backup FILE} on the command line: reads a backup from end to end, no server. */
public final class VerifyCommand {
  private VerifyCommand() {}

  /**
   * Reads the backup and says what it found, in one line.
   *
   * @param typed its recovery key or passphrase; the caller zeroes it
   * @return the exit status: 0 when it is whole and all its envelopes open, else 1
   */
  public static int run(Path file, char[] typed, PrintStream out, PrintStream err) {
    if (!Files.isRegularFile(file)) {
      err.println("sealward: there is no such file.");
      return 1;
    }
    try (Opening opening = Opening.of(file, typed)) {
      Report report = Verification.of(opening.file(), opening.opener(), rows -> {});
      Manifest manifest = report.manifest();
      String found = report.envelopes().found();
      if (found != null) {
        err.println("sealward: the file is whole, but " + found + ".");
        return 1;
      }
      out.println(
          "The backup is whole: made "
              + manifest.createdAt()
              + " by "
              + manifest.createdBy()
              + " with Sealward "
              + manifest.sealwardVersion()
              + ", "
              + report.rows()
              + " rows in "
              + report.tables()
              + " tables, "
              + report.envelopes().envelopes()
              + " envelopes, all open.");
      return 0;
    } catch (Refused refused) {
      err.println("sealward: " + refused.remedy().sentence());
    } catch (UnopenableException | DamagedBackupException e) {
      err.println("sealward: " + Opening.refusal(e).remedy().sentence());
    } catch (IOException e) {
      err.println("sealward: the file cannot be read (" + e.getClass().getSimpleName() + ").");
    }
    return 1;
  }
}
