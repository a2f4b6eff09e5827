package dev.sealward.audit;

import dev.sealward.crypto.VerifyingKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code audit-verify FILE --key PUBLIC-KEY} on the command line: verifies a checkpoint that was
 * kept, without a server and without a secret.
 */
public final class VerifyCommand {
  private static final int MAX_BYTES = 4_096;

  private VerifyCommand() {}

  /**
   * Verifies the file and says what it found, in one line.
   *
   * @param keyFile the public key, as PEM
   * @return the exit status: 0 when the key signed it as it is, else 1
   */
  public static int run(Path file, Path keyFile, PrintStream out, PrintStream err) {
    try {
      VerifyingKey key = VerifyingKey.parse(text(keyFile));
      Optional<Checkpoint> found = Checkpoint.verified(text(file), key);
      if (found.isPresent()) {
        Checkpoint checkpoint = found.get();
        out.println(
            "The checkpoint is genuine: tenant "
                + checkpoint.tenant()
                + ", seal "
                + checkpoint.seal()
                + " up to row "
                + checkpoint.lastId()
                + ", made "
                + checkpoint.sealedAt()
                + ", signed by key "
                + checkpoint.keyId()
                + ".");
        return 0;
      }
      err.println(
          "sealward: this is no checkpoint, was changed, or was signed by another key than "
              + key.id()
              + ".");
    } catch (IllegalArgumentException e) {
      err.println("sealward: the key file holds no Ed25519 public key in PEM.");
    } catch (IOException e) {
      err.println("sealward: a file cannot be read (" + e.getClass().getSimpleName() + ").");
    }
    return 1;
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      return "";
    }
    // Bytes that are no UTF-8 make another text, which nobody signed.
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
