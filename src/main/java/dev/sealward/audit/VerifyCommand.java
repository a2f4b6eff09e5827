package dev.sealward.audit;

import dev.sealward.crypto.VerifyingKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * {@code audit-verify FILE --key PUBLIC-KEY} on the command line: verifies a checkpoint or an
 * archived segment that was kept, without a server and without a secret.
 */
public final class VerifyCommand {
  private VerifyCommand() {}

  /**
   * Verifies the file and says what it found.
   *
   * @param keyFile the public key, as PEM
   * @return the exit status: 0 when the key signed it as it is, else 1
   */
  public static int run(Path file, Path keyFile, PrintStream out, PrintStream err) {
    try {
      // Bytes that are no UTF-8 make another text, which nobody signed.
      VerifyingKey key = VerifyingKey.parse(new String(bytes(keyFile), StandardCharsets.UTF_8));
      byte[] kept = bytes(file);
      Optional<String> genuine =
          SegmentFile.isOne(kept)
              ? SegmentFile.read(kept, key).map(VerifyCommand::words)
              : Checkpoint.verified(new String(kept, StandardCharsets.UTF_8), key)
                  .map(VerifyCommand::words);
      if (genuine.isPresent()) {
        out.println(genuine.get());
        return 0;
      }
      err.println(
          "sealward: this is no checkpoint and no segment, was changed, or was signed by another"
              + " key than "
              + key.id()
              + ".");
    } catch (IllegalArgumentException e) {
      err.println("sealward: the key file holds no Ed25519 public key in PEM.");
    } catch (IOException e) {
      err.println("sealward: a file cannot be read (" + e.getClass().getSimpleName() + ").");
    }
    return 1;
  }

  private static String words(Checkpoint checkpoint) {
    return "The checkpoint is genuine: tenant "
        + checkpoint.tenant()
        + ", seal "
        + checkpoint.seal()
        + " up to row "
        + checkpoint.lastId()
        + ", made "
        + checkpoint.sealedAt()
        + ", signed by key "
        + checkpoint.keyId()
        + ".";
  }

  private static String words(SegmentFile file) {
    SegmentHeader header = file.header();
    String unproved =
        header.unproved() == 0
            ? ""
            : System.lineSeparator()
                + header.unproved()
                + " of its rows were written while no key was open.";
    return "The segment is genuine: tenant "
        + header.tenant()
        + ", segment "
        + header.number()
        + ", seals "
        + header.firstSeal()
        + " to "
        + header.lastSeal()
        + ", "
        + header.rows()
        + " rows recorded "
        + header.firstTime()
        + " to "
        + header.lastTime()
        + ", signed by key "
        + file.keyId()
        + "."
        + System.lineSeparator()
        + "It goes on from "
        + HexFormat.of().formatHex(header.before())
        + System.lineSeparator()
        + "and leads to    "
        + HexFormat.of().formatHex(header.after())
        + "."
        + unproved;
  }

  private static byte[] bytes(Path file) throws IOException {
    return Files.size(file) > SegmentFile.MAX_BYTES ? new byte[0] : Files.readAllBytes(file);
  }
}
