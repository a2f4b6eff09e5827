package dev.sealward.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.crypto.SigningKey;
import dev.sealward.crypto.VerifyingKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("VAULT-05")
class CheckpointTest {
  private final SigningKey key = SigningKey.of(new byte[32]);
  private final VerifyingKey verifying = key.verifyingKey();
  private final Checkpoint checkpoint =
      new Checkpoint(
          "default",
          42,
          "0123456789abcdef".repeat(4),
          4711,
          Instant.parse("2026-11-22T10:15:30.123456Z"),
          verifying.id());
  private final String text = checkpoint.text(key.sign(checkpoint.signed()));

  @TempDir Path folder;

  @Test
  void genuineOneIsReadBack() {
    assertThat(Checkpoint.verified(text, verifying)).contains(checkpoint);
    assertThat(Checkpoint.verified(text.replace("\n", "\r\n"), verifying)).contains(checkpoint);
  }

  @Test
  void changedInAnyCharacterItIsNone() {
    for (int i = 0; i < text.length() - 1; i++) {
      char other = text.charAt(i) == '7' ? '8' : '7';
      String changed = text.substring(0, i) + other + text.substring(i + 1);
      assertThat(Checkpoint.verified(changed, verifying)).as("at " + i).isEmpty();
    }
  }

  @Test
  void anotherKeysAndHostileTextsAreNone() {
    byte[] seed = new byte[32];
    seed[31] = 1;
    VerifyingKey other = SigningKey.of(seed).verifyingKey();
    assertThat(Checkpoint.verified(text, other)).isEmpty();
    assertThat(Checkpoint.verified("", verifying)).isEmpty();
    assertThat(Checkpoint.verified(text + text, verifying)).isEmpty();
    assertThat(Checkpoint.verified("x".repeat(1_000_000), verifying)).isEmpty();
  }

  @Test
  void commandVerifiesFilesWithoutAServer() throws IOException {
    Path file = Files.writeString(folder.resolve("checkpoint.txt"), text);
    Path pem = Files.writeString(folder.resolve("key.pem"), verifying.pem());
    assertThat(run(file, pem)).startsWith("0 The checkpoint is genuine: tenant default, seal 42");
    Path changed = Files.writeString(folder.resolve("other.txt"), text.replace("42", "43"));
    assertThat(run(changed, pem)).startsWith("1 sealward: this is no checkpoint and no segment");
    assertThat(run(file, file)).startsWith("1 sealward: the key file holds no");
    assertThat(run(folder.resolve("none"), pem)).startsWith("1 sealward: a file cannot be read");
  }

  private static String run(Path file, Path pem) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int status = VerifyCommand.run(file, pem, out, out);
    return status + " " + bytes.toString(StandardCharsets.UTF_8);
  }
}
