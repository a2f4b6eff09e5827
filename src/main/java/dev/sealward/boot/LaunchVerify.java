package dev.sealward.boot;

import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * {@code verify-backup FILE}: runs the application's own check on its own classes, without a
 * server. The recovery key or passphrase comes from the terminal, or as the first line of standard
 * input; never from an argument, which others on the machine can see.
 */
final class LaunchVerify {
  private static final List<String> MODULES = List.of("backup", "crypto", "kernel", "keys");
  private static final int MAX_CHARS = 4096;

  private LaunchVerify() {}

  static int run(Path file, PrintStream out, PrintStream err) throws IOException {
    char[] typed = typed();
    try {
      return LaunchClasses.run(
          MODULES,
          "backup.VerifyCommand",
          new Class<?>[] {Path.class, char[].class, PrintStream.class, PrintStream.class},
          file,
          typed,
          out,
          err);
    } finally {
      Arrays.fill(typed, '\0');
    }
  }

  private static char[] typed() throws IOException {
    Console console = System.console();
    if (console != null) {
      char[] line = console.readPassword("Recovery key or passphrase: ");
      return line == null ? new char[0] : line;
    }
    char[] buffer = new char[MAX_CHARS];
    int length = 0;
    Reader in = new InputStreamReader(System.in, StandardCharsets.UTF_8);
    for (int c = in.read(); c >= 0 && c != '\n' && length < MAX_CHARS; c = in.read()) {
      buffer[length++] = (char) c;
    }
    if (length > 0 && buffer[length - 1] == '\r') {
      length--;
    }
    char[] line = Arrays.copyOf(buffer, length);
    Arrays.fill(buffer, '\0');
    return line;
  }
}
