package dev.sealward.redaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Values given to names that say secret: {@code NAME=value}, {@code name: value}, {@code "name":
 * "value"}, {@code --name value}, {@code ?name=value}, {@code <name>value</name>}, {@code
 * set("name", "value")}.
 */
final class Assignments {
  private static final ByteClass NAME = ByteClass.of("_-.$");
  private static final ByteClass REST = ByteClass.of("_-");
  private static final ByteClass ELEMENT = ByteClass.allBut("<");
  private static final ByteClass ISSUED = ByteClass.of("_-+/=.");

  private Assignments() {}

  static List<Anchors.Anchor> anchors() {
    List<Anchors.Anchor> anchors = new ArrayList<>();
    for (Names.Word word : Names.WORDS) {
      byte[] bytes = word.text().getBytes(StandardCharsets.UTF_8);
      Rule rule = (line, at) -> look(line, at, bytes.length, word);
      if (Names.isShort(word)) {
        // With what follows, since three bytes stand in the filter with everything that may.
        for (String next : new String[] {"=", ":", " ", "\""}) {
          byte[] anchor = (word.text() + next).getBytes(StandardCharsets.UTF_8);
          anchors.add(new Anchors.Anchor(anchor, true, rule));
        }
      } else {
        anchors.add(new Anchors.Anchor(bytes, true, rule));
      }
    }
    return anchors;
  }

  private static void look(Line line, int at, int length, Names.Word word) {
    int wordEnd = at + length;
    int nameEnd = line.runEnd(REST, wordEnd, 48);
    int nameStart = at;
    while (at - nameStart < 64 && NAME.has(line.byteAt(nameStart - 1))) {
      nameStart--;
    }
    if (nameEnd - wordEnd > Issued.FEWEST_ISSUED && joined(line, nameStart, wordEnd, word)) {
      return;
    }
    if (Names.isAbout(line, wordEnd, nameEnd) || Names.goesOn(line, word, wordEnd, nameEnd)) {
      return;
    }
    byte before = line.byteAt(nameStart - 1);
    boolean option =
        line.byteAt(nameStart) == '-' && (Bytes.isSpace(before) || Bytes.isQuote(before));
    boolean weak = word.weight() == Names.Weight.WEAK;
    boolean ordinary =
        (weak || Names.isEnding(word))
            && Names.isOrdinary(line, nameStart, at)
            && !(nameStart == at
                && (!weak
                    || !word.kind().equals("key") && !word.kind().equals("signature")
                    || Names.isQualified(line, nameStart)))
            && !option;
    if (ordinary && weak && Names.isOrdinaryAlone(line, nameStart)) {
      return;
    }
    boolean query = before == '?' || before == '&' || before == ';';
    int closed = nameEnd;
    while (closed - nameEnd < 4
        && (Bytes.isQuote(line.byteAt(closed))
            || line.byteAt(closed) == '\\'
            || line.byteAt(closed) == ']')) {
      closed++;
    }
    Claim claim = new Claim(line, word, nameStart, wordEnd, query, ordinary);
    if (!ordinary && Bytes.isBlank(line.byteAt(nameStart - 1))) {
      comparedBefore(claim);
    }
    if (closed == nameEnd && line.byteAt(closed) == '[') {
      int size = line.runEnd(ByteClass.DIGITS, closed + 1, 4);
      boolean sized = size > closed + 1 || before == ' ';
      closed = sized && line.byteAt(size) == ']' ? size + 1 : closed; // char name[25]
    }
    new Assignment(claim, line, word, nameStart, query, option).read(nameEnd, closed);
    if (!line.isMarked() && !query) {
      apart(line, word, nameStart, nameEnd, closed);
    }
  }

  /** The value may stand anywhere around, where no sign joins it to the name. */
  private static void apart(Line line, Names.Word word, int nameStart, int nameEnd, int closed) {
    if (closed == nameEnd) {
      Speech.look(line, word, nameStart, nameEnd);
    }
    if (!line.isMarked() && word.kind().equals("credential")) {
      Logins.look(line, nameEnd);
    }
    if (!line.isMarked()) {
      Calls.around(line, word, nameEnd);
    }
    if (!line.isMarked()) {
      Calls.before(line, word, nameStart);
    }
    if (!line.isMarked()) {
      Members.look(line, word, nameEnd);
    }
  }

  /** {@code <provider>-secret-<value>}, {@code <provider>KEY-<value>}. */
  private static boolean joined(Line line, int nameStart, int wordEnd, Names.Word word) {
    byte joint = line.byteAt(wordEnd);
    if (joint != '-' && joint != '_') {
      return false;
    }
    int from = wordEnd + 1;
    int stop = line.runEnd(ISSUED, from, 512);
    Claim claim = new Claim(line, word, nameStart, wordEnd, false, true);
    if (stop - from == 512 || !claim.isIssued(from, stop)) {
      return false;
    }
    line.mark(from, stop, Span.HEURISTIC, word.kind(), false);
    return true;
  }

  /** {@code "value" == name}: a comparison the other way round. */
  private static void comparedBefore(Claim claim) {
    Line line = claim.line();
    int at = claim.nameStart() - 1;
    int equals = at;
    while (at - equals < 3 && line.byteAt(equals - 1) == '=') {
      equals--;
    }
    int signs = equals - (line.byteAt(equals - 1) == '!' ? 1 : 0);
    byte quote = line.byteAt(signs - 2);
    if (at - signs < 2 || line.byteAt(signs - 1) != ' ' || !Bytes.isQuote(quote)) {
      return;
    }
    int stop = signs - 2;
    int from = stop;
    while (stop - from < 128
        && line.byteAt(from - 1) != quote
        && !Assignment.isBreak(line.byteAt(from - 1))) {
      from--;
    }
    if (line.byteAt(from - 1) == quote
        && claim.isSecret(from, stop, Claim.Joint.COMPARES, true, true)) {
      line.mark(from, stop, Span.HEURISTIC, claim.word().kind(), true);
    }
  }

  /** The one word of a line under an opening tag, or under a name with a colon. */
  static void below(Line line, int lineStart, Names.Word word, boolean random) {
    int from = line.skipBlanks(lineStart, 64);
    int stop = line.runEnd(ELEMENT, from, 512);
    Claim claim = new Claim(line, word, lineStart, lineStart, false, false);
    boolean looks =
        !random
            || Issued.looksRandom(line, from, stop, 16)
            || Issued.looksEncoded(line, from, stop);
    if (line.endsAt(line.skipBlanks(stop, 64))
        && looks
        && claim.isSecret(from, stop, Claim.Joint.ELEMENT, false, true)) {
      line.mark(from, stop, Span.HEURISTIC, word.kind(), false);
    }
  }
}
