package dev.sealward.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.crypto.BackupRecipient;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.crypto.ScryptParameters;
import dev.sealward.crypto.SealedOutput;
import dev.sealward.crypto.SealedStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check on the command line. */
@Tag("VAULT-10")
class VerifyCommandTest {
  private static final char[] PASSPHRASE = "five random words make one".toCharArray();

  @TempDir Path folder;
  private Path file;
  private String said;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("a.swbk");
    Files.write(file, SampleBackup.sealed(SampleBackup.records(SampleBackup::whole)));
  }

  @Test
  void aWholeBackupIsSaidToBe() {
    assertThat(run(SampleBackup.KEY.text())).isZero();
    assertThat(said).startsWith("The backup is whole: made 2026-11-22T02:15:30.123456Z by ada");
  }

  @Test
  void wrongMistypedAndMissingKeysAreToldApart() {
    char[] mistyped = SampleBackup.KEY.text();
    mistyped[3] = mistyped[3] == '7' ? '8' : '7';

    assertThat(run(RecoveryKey.random(SampleBackup.RANDOM).text())).isEqualTo(1);
    assertThat(said).contains("does not open with this");
    assertThat(run(mistyped)).isEqualTo(1);
    assertThat(said).contains("This is no recovery key").doesNotContain(new String(mistyped));
    assertThat(run(new char[0])).isEqualTo(1);
    assertThat(said).contains("Type the recovery key or passphrase");
  }

  @Test
  void eitherKeyOpensABackupForBoth() throws IOException {
    List<BackupRecipient> both =
        List.of(
            new BackupRecipient.Passphrase(PASSPHRASE, ScryptParameters.fresh(SampleBackup.RANDOM)),
            new BackupRecipient.Recovery(SampleBackup.KEY.publicKey()));
    try (OutputStream out = Files.newOutputStream(file);
        SealedOutput sealed = SealedStream.writer(out, both, SampleBackup.RANDOM)) {
      sealed.write(SampleBackup.records(SampleBackup::whole));
      sealed.finish();
    }

    assertThat(run(PASSPHRASE)).isZero();
    assertThat(run(SampleBackup.KEY.text())).isZero();
    assertThat(run("not the passphrase".toCharArray())).isEqualTo(1);
  }

  @Test
  void otherFilesAreNoBackups() throws IOException {
    Files.writeString(file, "something else altogether, and long enough to be read");
    assertThat(run(SampleBackup.KEY.text())).isEqualTo(1);
    assertThat(said).contains("no backup of Sealward");

    Files.delete(file);
    assertThat(run(SampleBackup.KEY.text())).isEqualTo(1);
    assertThat(said).contains("no such file");
  }

  @Test
  void damagedEnvelopesAreANo() throws IOException {
    byte[] bentValue = SampleBackup.envelope(3);
    bentValue[bentValue.length - 1] ^= 1;
    for (byte[] damaged : new byte[][] {SampleBackup.envelope(2), bentValue}) {
      Files.write(
          file, SampleBackup.sealed(SampleBackup.records(w -> SampleBackup.whole(w, damaged))));

      assertThat(run(SampleBackup.KEY.text())).isEqualTo(1);
      assertThat(said)
          .contains("1 of 1 envelopes do not open: secret " + SampleBackup.ID + " version 2");
    }
  }

  private int run(char[] typed) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int status = VerifyCommand.run(file, typed, out, out);
    said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(said.strip().lines()).hasSize(1);
    return status;
  }
}
