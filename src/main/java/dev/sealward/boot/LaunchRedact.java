package dev.sealward.boot;

import dev.sealward.redaction.Finding;
import dev.sealward.redaction.KnownFingerprints;
import dev.sealward.redaction.Mask;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.RedactionStream;
import dev.sealward.redaction.Redactor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code redact}: masks standard input to standard output with the engine of the server. Formats of
 * unknown secrets are always looked for; {@code --known FILE} adds values, one JSON string a line;
 * {@code --server URL} adds those that a machine token may read at a running instance, as keyed
 * fingerprints; {@code --report} writes what was masked to standard error, a JSON object a line:
 * rule, offset and length, never text.
 *
 * <p>Each line leaves as soon as it has come in whole. Values of a server have the fingerprints it
 * gives; all others are comparable within one run. Exit status: 0 when all was masked; 1 when
 * masking failed, which ends the output with a placeholder, or reading or writing did, which ends
 * it; 2 when an argument or a file cannot be used; 3 when the server refuses the token; 4 when it
 * gives no known values. From 2 on nothing was read or written.
 */
final class LaunchRedact {
  private static final int BUFFER = 64 * 1024;
  private static final int MAX_VALUES = 100_000;
  private static final int MAX_LINE_CHARS = 256 * 1024;
  private static final String KIND = "known_value";

  /** What the command line asks for. */
  record Wanted(List<Path> known, boolean report, @Nullable Source source) {}

  /** Where known values are fetched: the server, where its token is, whom to trust. */
  record Source(URI server, @Nullable Path tokenFile, @Nullable Path authorities) {}

  private LaunchRedact() {}

  /**
   * Reads the arguments after {@code redact}.
   *
   * @throws IllegalArgumentException when there is one it does not know; its message says what to
   *     do
   */
  static Wanted parse(List<String> arguments) {
    List<Path> known = new ArrayList<>();
    boolean report = false;
    URI server = null;
    Path tokenFile = null;
    Path authorities = null;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      boolean last = i + 1 == arguments.size();
      String next = last ? "" : arguments.get(i + 1);
      if (argument.equals("--report")) {
        report = true;
        continue;
      }
      switch (last ? "" : argument) {
        case "--known" -> known.add(path(argument, next));
        case "--server" -> server = LaunchServer.address(next);
        case "--token-file" -> tokenFile = path(argument, next);
        case "--ca" -> authorities = path(argument, next);
        default ->
            throw new IllegalArgumentException(
                "redact takes --known FILE, --server URL, --token-file FILE, --ca FILE and"
                    + " --report, and reads standard input.");
      }
      i++;
    }
    if (server == null && (tokenFile != null || authorities != null)) {
      throw new IllegalArgumentException("--token-file and --ca go with --server URL.");
    }
    return new Wanted(
        known, report, server == null ? null : new Source(server, tokenFile, authorities));
  }

  private static Path path(String argument, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(argument + " needs the name of a file.", e);
    }
  }

  /**
   * Masks {@code in} to {@code out} as the arguments after {@code redact} say; the process's exit
   * status.
   *
   * @param environment where the machine token is looked for
   */
  static int run(
      List<String> arguments,
      UnaryOperator<@Nullable String> environment,
      InputStream in,
      OutputStream out,
      PrintStream err) {
    try {
      return run(parse(arguments), environment, in, out, err);
    } catch (IllegalArgumentException e) {
      err.println("sealward: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      // Its message may name a file.
      err.println(
          "sealward: reading standard input or writing standard output failed ("
              + e.getClass().getSimpleName()
              + "); what was written is masked, and is not all. See to the disk, or the program at"
              + " the other end, and run it again.");
      return 1;
    }
  }

  private static int run(
      Wanted wanted,
      UnaryOperator<@Nullable String> environment,
      InputStream in,
      OutputStream out,
      PrintStream err)
      throws IOException {
    Redactor redactor;
    try {
      redactor = redactor(wanted.source(), environment, err);
    } catch (LaunchServer.Unusable e) {
      err.println("sealward: " + e.getMessage());
      return e.status();
    }
    for (Path file : wanted.known()) {
      if (!register(redactor, file, err)) {
        return 2;
      }
    }
    Consumer<Finding> each = wanted.report() ? finding -> report(finding, err) : finding -> {};
    try {
      mask(redactor.stream(out::write, each), in, out);
      return 0;
    } catch (RedactionFailure e) {
      out.flush();
      err.println("sealward: masking failed, and nothing after it was written.");
      return 1;
    }
  }

  private static Redactor redactor(
      @Nullable Source source, UnaryOperator<@Nullable String> environment, PrintStream err)
      throws LaunchServer.Unusable {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    try {
      if (source == null) {
        return Redactor.of(key);
      }
      try (KnownFingerprints known = server(source, environment, err).known()) {
        tell(known, err);
        return Redactor.of(known, key);
      }
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static LaunchServer server(
      Source source, UnaryOperator<@Nullable String> environment, PrintStream err)
      throws LaunchServer.Unusable {
    Path file = source.tokenFile();
    try {
      if (file != null && othersMayRead(file)) {
        err.println("sealward: others may read the file of --token-file; make it 0600.");
      }
      String token = LaunchServer.token(file, environment.apply("SEALWARD_TOKEN"));
      return new LaunchServer(source.server(), token, source.authorities(), LaunchServer.OVERALL);
    } catch (IllegalArgumentException e) {
      throw new LaunchServer.Unusable(2, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new LaunchServer.Unusable(2, "the file of --token-file cannot be read.");
    }
  }

  private static boolean othersMayRead(Path file) throws IOException {
    PosixFileAttributeView modes = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return modes != null
        && PosixFilePermissions.toString(modes.readAttributes().permissions())
            .substring(3)
            .contains("r");
  }

  /** What of the values the server knows stays unmasked here. */
  private static void tell(KnownFingerprints known, PrintStream err) {
    if (known.withheld() > 0) {
      err.println(
          "sealward: "
              + known.withheld()
              + " known values are too short to leave the server, and are not masked here; add them"
              + " with --known.");
    } else if (known.size() == 0) {
      err.println("sealward: the token may read no secret, so formats alone are masked.");
    }
  }

  private static void mask(RedactionStream stream, InputStream in, OutputStream out)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      stream.accept(buffer, 0, read);
      out.flush();
    }
    stream.finish();
    out.flush();
  }

  private static void report(Finding finding, PrintStream err) {
    err.println(
        String.format(
            Locale.ROOT,
            "{\"rule\":\"%s\",\"offset\":%d,\"length\":%d}",
            finding.rule(),
            finding.offset(),
            finding.length()));
  }

  /**
   * Whether every value will be masked; one that cannot be is said by its line, not let through.
   */
  private static boolean register(Redactor redactor, Path file, PrintStream err) {
    List<Mask> masks = new ArrayList<>();
    int number = 0;
    boolean maskable = true;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        if (masks.size() == MAX_VALUES) {
          err.println("sealward: --known takes at most " + MAX_VALUES + " values.");
          return false;
        }
        byte[] value = line.length() > MAX_LINE_CHARS ? null : JsonString.parse(line.strip());
        if (value == null) {
          err.println("sealward: line " + number + " of --known is not one JSON string.");
          return false;
        }
        MaskOutcome outcome = redactor.compile(KIND, value);
        Arrays.fill(value, (byte) 0);
        if (outcome instanceof MaskOutcome.Maskable found) {
          masks.add(found.mask());
        } else if (outcome instanceof MaskOutcome.NotMaskable not) {
          err.println(
              "sealward: line " + number + " of --known is not maskable: " + why(not.reason()));
          maskable = false;
        }
      }
    } catch (NoSuchFileException e) {
      err.println("sealward: the file of --known is not there.");
      return false;
    } catch (MalformedInputException e) {
      err.println("sealward: the file of --known is not UTF-8 text.");
      return false;
    } catch (IOException e) {
      err.println("sealward: the file of --known cannot be read.");
      return false;
    }
    redactor.register(masks);
    return maskable;
  }

  private static String why(MaskOutcome.Reason reason) {
    return switch (reason) {
      case TOO_SHORT -> "it is shorter than 8 characters.";
      case TOO_COMMON -> "it is a common word or one character repeated.";
      case TOO_LONG -> "it is too long.";
    };
  }

  /** The one piece of JSON this reads. */
  static final class JsonString {
    private JsonString() {}

    /** The text of a JSON string in UTF-8; null when the line is not exactly one. */
    static byte @Nullable [] parse(String line) {
      int end = line.length() - 1;
      if (end < 1 || line.charAt(0) != '"' || line.charAt(end) != '"') {
        return null;
      }
      StringBuilder text = new StringBuilder(end);
      for (int i = 1; i < end; i++) {
        char c = line.charAt(i);
        if (c == '"' || c < ' ') {
          return null;
        }
        if (c != '\\') {
          text.append(c);
          continue;
        }
        i++;
        int plain = i < end ? "\"\\/bfnrt".indexOf(line.charAt(i)) : -1;
        if (plain >= 0) {
          text.append("\"\\/\b\f\n\r\t".charAt(plain));
        } else if (i + 4 < end && line.charAt(i) == 'u' && isHex(line, i + 1)) {
          text.append((char) Integer.parseInt(line.substring(i + 1, i + 5), 16));
          i += 4;
        } else {
          return null;
        }
      }
      // Half a surrogate pair is no text, and what replaces it would never match.
      return StandardCharsets.UTF_8.newEncoder().canEncode(text)
          ? text.toString().getBytes(StandardCharsets.UTF_8)
          : null;
    }

    private static boolean isHex(String line, int from) {
      return line.substring(from, from + 4).chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }
  }
}
