package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.List;

/** Passwords behind the one-letter options of commands that take one. */
final class Commands {
  /** A command, its option, and whether the value follows without a blank. */
  private record Command(String text, String option, boolean attached) {}

  private static final List<Command> COMMANDS =
      List.of(
          new Command("sshpass", "-p", false),
          new Command("sshpass", "-p", true),
          new Command("mysql", "-p", true),
          new Command("mariadb", "-p", true),
          new Command("mongosh", "-p", false),
          new Command("mongodump", "-p", false),
          new Command("docker login", "-p", false),
          new Command("podman login", "-p", false),
          new Command("registry login", "-p", false),
          new Command("az login", "-p", false),
          new Command("oc login", "-p", false),
          new Command("psexec", "-p", false),
          new Command("sqlcmd", "-P", false),
          new Command("ldapsearch", "-w", false),
          new Command("ldapmodify", "-w", false),
          new Command("redis-cli", "-a", false));

  private static final ByteClass VALUE = ByteClass.allBut("\"'`<>;|&\\");
  private static final int REACH = 200;

  private Commands() {}

  static List<Anchors.Anchor> anchors() {
    List<Anchors.Anchor> anchors = new ArrayList<>();
    for (Command command : COMMANDS) {
      byte[] text = Bytes.ascii(command.text());
      byte[] option = Bytes.ascii(command.option());
      anchors.add(
          new Anchors.Anchor(
              text,
              true,
              (line, at) -> look(line, at, at + text.length, option, command.attached())));
    }
    return anchors;
  }

  private static void look(Line line, int at, int from, byte[] option, boolean attached) {
    if (Bytes.isAlphanumeric(line.byteAt(at - 1))) {
      return;
    }
    for (int i = from; i - from < REACH && !line.endsAt(i); i++) {
      if (Bytes.isBlank(line.byteAt(i - 1)) && line.startsWith(i, option)) {
        value(line, i + option.length, attached);
        return;
      }
      if (line.byteAt(i) == '|' || line.byteAt(i) == ';' || line.byteAt(i) == '&') {
        return; // the next command
      }
    }
  }

  private static void value(Line line, int at, boolean attached) {
    int from = line.skipBlanks(at, 4);
    // A blank between says that the command asks, or that the option is another.
    if (attached != (from == at)) {
      return;
    }
    byte quote = line.byteAt(from);
    from = Bytes.isQuote(quote) ? from + 1 : from;
    int stop = line.runEnd(VALUE, from, 256);
    boolean closed = !Bytes.isQuote(quote) || line.byteAt(stop) == quote;
    if (closed
        && stop - from >= 4
        && line.byteAt(from) != '-'
        && !Placeholders.isPlaceholder(line, from, stop)
        && !Values.isPath(line, from, stop)) {
      line.mark(from, stop, Span.HEURISTIC, "password", false);
    }
  }
}
