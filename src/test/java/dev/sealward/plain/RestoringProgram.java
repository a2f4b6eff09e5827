package dev.sealward.plain;

import dev.sealward.backup.BackupProgress;
import dev.sealward.backup.Restores;
import dev.sealward.kernel.Caller;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyState;
import dev.sealward.secret.KeptValues;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/**
 * A process of its own that restores a backup, if nothing is installed yet.
 *
 * <p>On its standard output it says what it finds at its start and at its end, which is nothing
 * ({@code empty}), everything ({@code whole}, with the number of secrets) or anything else ({@code
 * broken}); and when it restores ({@code begin}, {@code end}).
 */
final class RestoringProgram {
  private final PlainProgram program;
  private final PrintStream out;
  private final Caller admin = KilledProgram.admin();

  private RestoringProgram(PlainProgram program, PrintStream out) {
    this.program = program;
    this.out = out;
  }

  /** Data folder, file of the recovery kit, name of the backup. */
  public static void main(String[] arguments) throws IOException, SQLException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
    try (PlainProgram program =
        PlainProgram.start(Map.of("sealward.data.dir", arguments[0]), KeptValues.class)) {
      program.letWorkGoOn();
      RestoringProgram restoring = new RestoringProgram(program, out);
      if (restoring.isEmpty()) {
        restoring.restore(Files.readString(Path.of(arguments[1])).toCharArray(), arguments[2]);
      }
      restoring.look();
    }
  }

  private boolean isEmpty() {
    boolean empty =
        program.get(KeyRing.class).state() instanceof KeyState.NotMade
            && program.get(KeptValues.class).activeVersions().isEmpty();
    if (empty) {
      out.println("empty");
    }
    return empty;
  }

  private void restore(char[] kit, String backup) {
    out.println("begin");
    program
        .get(Restores.class)
        .begin(true, backup, kit, KeySource.FILE, new char[0], admin.address());
    BackupProgress restored = KilledProgram.awaitBackup(program.get(Restores.class)::progress);
    if (restored.state() != BackupProgress.State.DONE) {
      out.println("broken the restore failed: " + restored.failure());
    }
    out.println("end");
  }

  private void look() {
    KeyState ring = program.get(KeyRing.class).state();
    if (!(ring instanceof KeyState.Open)) {
      out.println("broken the key ring is " + ring);
      return;
    }
    KeptValues kept = program.get(KeptValues.class);
    kept.broken(KilledProgram::value).forEach(line -> out.println("broken " + line));
    out.println("whole " + kept.activeVersions().size());
  }
}
