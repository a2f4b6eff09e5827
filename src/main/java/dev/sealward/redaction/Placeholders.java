package dev.sealward.redaction;

import java.util.Set;

/** Tells what stands for a secret from what may be one: placeholders, references, prose. */
final class Placeholders {
  private static final ByteClass VARIABLE = ByteClass.of("_%{}.");

  private static final int FEWEST_OF_EXAMPLE = 18;

  private static final byte[] EXAMPLE = Bytes.ascii("example");

  private static final Set<String> WORDS =
      Bytes.words(
          "null none nil true false undefined empty yes no on off changeme change_me change-me"
              + " todo tbd fixme string str text secret password passwd token key example sample"
              + " placeholder redacted hidden masked removed filtered omitted unset default"
              + " required optional invalid incorrect expired missing failed ok success valid"
              + " accepted rejected denied wrong not is was are has must should cannot and or"
              + " the a an for of to in with from by at bytes int integer boolean bool object"
              + " number char byte array list map any void value values type name user username"
              + " test testing foo bar foobar baz string none nothing plain bcrypt dummy fake mock"
              + " passwort kennwort pflichtfeld primaria mot wachtwoord contrasena senha falsch"
              + " process os env self this new return await function func passphrase passcode"
              + " !ref !sub !getatt !join !select !split !importvalue");

  private static final String[] REFERENCES = {
    "$(",
    "{{",
    "<",
    "%(",
    "#{",
    "@{",
    "env(",
    "process.env",
    "os.environ",
    "os.getenv",
    "system.getenv",
    "secret://",
    "vault:",
    "ref+",
    "op://",
    "arn:",
    "file:",
    "[blocked:",
    "&{",
    "&lt;",
    "xxxx",
    "***",
    "...",
    "aws_secretsmanager",
    "projects/",
    "env:",
    "enc(",
    "!vault",
    "||",
    "&&",
    "0x0000",
    "getenv",
    "required|",
    "@microsoft.",
    "enc[",
    "->",
    "=="
  };

  /** First members of paths through settings: a reference if nothing but names follows. */
  private static final Set<String> ROOTS =
      Bytes.words(
          "data var local module self this config params request req settings options opts args"
              + " secrets env context ctx props state process github inputs steps values");

  /** Words that make a chain of words a placeholder. */
  private static final String[] PLACEHOLDERS = {
    "your",
    "fake",
    "dummy",
    "example",
    "placeholder",
    "sample",
    "changeme",
    "change_me",
    "my-",
    "my_",
    "insert",
    "replace"
  };

  /** Words that name a secret; a value made of nothing else stands for one. */
  private static final Set<String> NAMING =
      Bytes.words(
          "my your our the a an some any new old this user users username password passwd pass pwd"
              + " secret secrets token tokens key keys api app apikey access auth bearer client"
              + " private id ids name value here goes insert add enter put replace with me from to"
              + " and or not no real fake dummy mock test example sample placeholder changeme"
              + " change env var variable config service account email login code refresh github"
              + " jwt aws db database redis admin string text credentials credential personal set"
              + " unset given provided configured specified defined supplied available");

  /** Words that a prompt or a message has, and a passphrase hardly. */
  private static final Set<String> PROSE =
      Bytes.words(
          "your enter please must password passwords token characters required invalid forgot"
              + " incorrect cannot should does was is be blank too least match matches");

  private static final byte[][] REFERENCE_BYTES = new byte[REFERENCES.length][];

  static {
    for (int i = 0; i < REFERENCES.length; i++) {
      REFERENCE_BYTES[i] = Bytes.ascii(REFERENCES[i]);
    }
  }

  private Placeholders() {}

  /** Whether the value stands for one instead of being one. */
  static boolean isPlaceholder(Line line, int from, int to) {
    if (from >= to) {
      return true;
    }
    for (byte[] reference : REFERENCE_BYTES) {
      if (line.startsWithIgnoreCase(from, reference) && to - from >= reference.length) {
        return true;
      }
    }
    if (isTemplate(line, from, to)) {
      return true;
    }
    int start = Bytes.isQuote(line.byteAt(from)) ? from + 1 : from;
    byte first = line.byteAt(start);
    if ((first == '$' || first == '%') && isVariable(line, start, to)) {
      return true;
    }
    if (Values.isWords(line, from, to) && isMember(line, from, to)
        || Values.isWords(line, from, to, ' ') && isNaming(line, from, to)
        || Values.isWords(line, from, withoutNumber(line, from, to))
            && saysPlaceholder(line, from, to)) {
      return true;
    }
    if (Bytes.different(line.bytes(), from, Math.min(to, from + 32)) <= 1
        || isFilled(line, from, Math.min(to, from + Values.GLANCE))
        || isExample(line, from, to)) {
      return true;
    }
    int end = to;
    while (end > from && ";,)".indexOf(line.byteAt(end - 1)) >= 0) {
      end--;
    }
    return end - from <= 12 && WORDS.contains(Values.lower(line, from, end));
  }

  /** {@code {name}}, {@code [NAME]}, {@code %s}, or cut short by dots. */
  private static boolean isTemplate(Line line, int from, int to) {
    byte first = line.byteAt(from);
    byte last = line.byteAt(to - 1);
    if (first == '{' && last == '}'
        || first == '[' && last == ']'
        || first == '(' && last == ')'
        || first == '@'
        || first == ':'
        || first == '!' && !Bytes.isUpper(line.byteAt(from + 1))) {
      return Values.isWords(
          line, from + 1, first == '@' || first == '!' || first == ':' ? to : to - 1, '/');
    }
    if (first < 0 && Bytes.different(line.bytes(), from, Math.min(to, from + 64)) <= 3) {
      return true; // bullets
    }
    if (last == '@') {
      return Values.isWords(line, from, to - 1); // anonymous FTP asks for this, RFC 1635
    }
    if (first == '%' && to - from == 2) {
      return Bytes.isLetter(last);
    }
    return last == '.' && line.byteAt(to - 2) == '.' && line.byteAt(to - 3) == '.';
  }

  /** Nothing but words that name a secret: {@code ACCESS_TOKEN}, {@code mypassword}. */
  private static boolean isNaming(Line line, int from, int to) {
    if (to - from > 64) {
      return false;
    }
    int start = from;
    for (int at = from; at <= to; at++) {
      boolean hump =
          at > from
              && at < to
              && Bytes.isUpper(line.byteAt(at))
              && Bytes.isLower(line.byteAt(at - 1));
      if (at < to && !hump && Bytes.isLetter(line.byteAt(at))) {
        continue;
      }
      if (at > start && !isNamingWord(Values.lower(line, start, at))) {
        return false;
      }
      start = hump ? at : at + 1;
    }
    return true;
  }

  private static boolean isNamingWord(String word) {
    for (String first : new String[] {"", "my", "your", "some", "new", "db"}) {
      if (word.startsWith(first) && NAMING.contains(word.substring(first.length()))) {
        return true;
      }
    }
    return false;
  }

  /** Three words or more, one of which a prompt or a message has. */
  static boolean isProse(Line line, int from, int to) {
    int words = 0;
    boolean said = false;
    int start = from;
    for (int at = from; at <= Math.min(to, from + Values.GLANCE); at++) {
      if (at < to && Bytes.isLetter(line.byteAt(at))) {
        continue;
      }
      if (at > start) {
        words++;
        said |= at - start <= 12 && PROSE.contains(Values.lower(line, start, at));
      } else if (at < to && Bytes.isDigit(line.byteAt(at)) && to - from < 20) {
        return false;
      }
      start = at + 1;
    }
    return words >= 3 && said;
  }

  /** {@code ${name}} with words around it at most, {@code $NAME}, {@code %NAME%}. */
  private static boolean isVariable(Line line, int from, int to) {
    if (line.byteAt(from + 1) == '{') {
      int close = Bytes.lastIndexOf(line.bytes(), from, to, (byte) '}');
      return close < 0 || Values.isWords(line, close + 1, to) || Values.isPath(line, close + 1, to);
    }
    if (Values.isWords(line, from + 1, to, '$')) {
      return to - from > 3; // one variable after the other
    }
    int end = VARIABLE.runEnd(line.bytes(), from + 1, to);
    byte next = end < to ? line.byteAt(end) : 0;
    boolean ends = end == to || next == '/' || Bytes.isQuote(next);
    return ends && end - from > 3 && !Values.looksMixed(line, from, end);
  }

  /** Mostly one character again and again: {@code AKCxxxxxxxx}. */
  static boolean isFilled(Line line, int from, int to) {
    int longest = 0;
    int run = 0;
    for (int i = from; i < to; i++) {
      run = i > from && line.byteAt(i) == line.byteAt(i - 1) ? run + 1 : 1;
      longest = Math.max(longest, run);
    }
    return longest >= 6 && longest * 2 >= to - from;
  }

  static boolean holdsExample(Line line, int from, int to) {
    for (int i = from; i + EXAMPLE.length <= to; i++) {
      if (line.startsWithIgnoreCase(i, EXAMPLE)) {
        return true;
      }
    }
    return false;
  }

  /** What is issued by a machine says EXAMPLE only where documentation does. */
  private static boolean isExample(Line line, int from, int to) {
    int most = Math.min(to, from + Values.GLANCE);
    return to - from >= FEWEST_OF_EXAMPLE
        && Issued.ISSUED.runEnd(line.bytes(), from, most) == most
        && holdsExample(line, from, most);
  }

  /** Where a number of up to four digits at the end begins. */
  private static int withoutNumber(Line line, int from, int to) {
    int end = to;
    while (end > from && to - end < 4 && Bytes.isDigit(line.byteAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isMember(Line line, int from, int to) {
    int dot = Bytes.indexOf(line.bytes(), from, Math.min(to, from + 12), (byte) '.');
    return dot > from && ROOTS.contains(Values.lower(line, from, dot));
  }

  private static boolean saysPlaceholder(Line line, int from, int to) {
    String text = Values.lower(line, from, to);
    for (String word : PLACEHOLDERS) {
      if (text.contains(word) && (!word.startsWith("my") || text.startsWith(word))) {
        return true;
      }
    }
    return false;
  }
}
