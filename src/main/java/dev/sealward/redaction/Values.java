package dev.sealward.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Tells values that may be secrets from placeholders, references, code and prose. */
final class Values {
  private static final ByteClass VARIABLE = ByteClass.of("_%{}.");

  /** Fewest characters of what a provider issues, where its format is not known. */
  static final int FEWEST_ISSUED = 12;

  private static final int SEQUENCE = 7;

  private static final ByteClass ISSUED = ByteClass.of("_-.=+/~:");

  /** How much of a value these questions look at. */
  private static final int GLANCE = 128;

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
              + " process os env self this new return await function func passphrase passcode");

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
              + " jwt aws db database redis admin string text credentials credential personal");

  /** Words that a prompt or a message has, and a passphrase hardly. */
  private static final Set<String> PROSE =
      Bytes.words(
          "your enter please must password passwords token characters required invalid forgot"
              + " incorrect cannot should does was is be blank too least match matches");

  private static final byte[] HTTP = Bytes.ascii("http");

  private static final byte[][] REFERENCE_BYTES = new byte[REFERENCES.length][];

  static {
    for (int i = 0; i < REFERENCES.length; i++) {
      REFERENCE_BYTES[i] = Bytes.ascii(REFERENCES[i]);
    }
  }

  private Values() {}

  /** For short words of grammar such as names and schemes, never for values. */
  static String lower(Line line, int from, int to) {
    return new String(line.bytes(), from, to - from, StandardCharsets.ISO_8859_1)
        .toLowerCase(Locale.ROOT);
  }

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
    if (isWords(line, from, to)
        && (isMember(line, from, to)
            || saysPlaceholder(line, from, to)
            || isNaming(line, from, to))) {
      return true;
    }
    if (Compiler.different(line.bytes(), from, Math.min(to, from + 32)) <= 1
        || isFilled(line, from, Math.min(to, from + GLANCE))) {
      return true;
    }
    int end = to;
    while (end > from && ";,)".indexOf(line.byteAt(end - 1)) >= 0) {
      end--;
    }
    return end - from <= 12 && WORDS.contains(lower(line, from, end));
  }

  /** {@code {name}}, {@code [NAME]}, {@code %s}, or cut short by dots. */
  private static boolean isTemplate(Line line, int from, int to) {
    byte first = line.byteAt(from);
    byte last = line.byteAt(to - 1);
    if (first == '{' && last == '}'
        || first == '[' && last == ']'
        || first == '(' && last == ')'
        || first == '@'
        || first == '!' && !Bytes.isUpper(line.byteAt(from + 1))) {
      return isWords(line, from + 1, first == '@' || first == '!' ? to : to - 1, '/');
    }
    if (first < 0 && Compiler.different(line.bytes(), from, Math.min(to, from + 64)) <= 3) {
      return true; // bullets
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
      if (at > start && !isNamingWord(lower(line, start, at))) {
        return false;
      }
      start = hump ? at : at + 1;
    }
    return true;
  }

  private static boolean isNamingWord(String word) {
    for (String first : new String[] {"", "my", "your", "some", "new"}) {
      if (word.startsWith(first) && NAMING.contains(word.substring(first.length()))) {
        return true;
      }
    }
    return false;
  }

  /** A call or an index in code: {@code request.POST['password']}. */
  static boolean isAccess(Line line, int from, int to) {
    int open = from;
    while (open < to && open - from < 64 && line.byteAt(open) != '[' && line.byteAt(open) != '(') {
      open++;
    }
    byte last = line.byteAt(line.byteAt(to - 1) == ';' ? to - 2 : to - 1);
    return open - from >= 3
        && open < to
        && isWords(line, from, open)
        && (Bytes.isQuote(line.byteAt(open + 1)) || last == ']' || last == ')');
  }

  /** An address without a login in it; what its query holds is for others to say. */
  static boolean isPlainUrl(Line line, int from, int to) {
    int scheme = line.startsWithIgnoreCase(from, HTTP) ? from + HTTP.length : -1;
    if (scheme > 0 && line.byteAt(scheme) == 's') {
      scheme++;
    }
    return scheme > 0
        && line.byteAt(scheme) == ':'
        && line.byteAt(scheme + 1) == '/'
        && Bytes.indexOf(line.bytes(), from, Math.min(to, from + GLANCE), (byte) '@') < 0;
  }

  /** Three words or more, one of which a prompt or a message has. */
  static boolean isProse(Line line, int from, int to) {
    int words = 0;
    boolean said = false;
    int start = from;
    for (int at = from; at <= Math.min(to, from + GLANCE); at++) {
      if (at < to && Bytes.isLetter(line.byteAt(at))) {
        continue;
      }
      if (at > start) {
        words++;
        said |= at - start <= 12 && PROSE.contains(lower(line, start, at));
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
      return close < 0 || isWords(line, close + 1, to) || isPath(line, close + 1, to);
    }
    if (isWords(line, from + 1, to, '$')) {
      return to - from > 3; // one variable after the other
    }
    int end = VARIABLE.runEnd(line.bytes(), from + 1, to);
    byte next = end < to ? line.byteAt(end) : 0;
    boolean ends = end == to || next == '/' || Bytes.isQuote(next);
    return ends && end - from > 3 && !looksMixed(line, from, end);
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

  private static boolean isMember(Line line, int from, int to) {
    int dot = Bytes.indexOf(line.bytes(), from, Math.min(to, from + 12), (byte) '.');
    return dot > from && ROOTS.contains(lower(line, from, dot));
  }

  private static boolean saysPlaceholder(Line line, int from, int to) {
    String text = lower(line, from, to);
    for (String word : PLACEHOLDERS) {
      if (text.contains(word) && (!word.startsWith("my") || text.startsWith(word))) {
        return true;
      }
    }
    return false;
  }

  /** Three words or more with joints between them: an identifier, not a secret. */
  static boolean isChain(Line line, int from, int to) {
    int joints = 0;
    int digits = 0;
    for (int i = from; i < Math.min(to, from + GLANCE); i++) {
      byte b = line.byteAt(i);
      joints += b == '-' || b == '_' ? 1 : 0;
      digits += Bytes.isDigit(b) ? 1 : 0;
      if (!Bytes.isLower(b) && !Bytes.isDigit(b) && b != '-' && b != '_') {
        return false;
      }
    }
    return joints >= 3 && digits * 12 <= to - from;
  }

  /** Letters of both cases and digits: more than a variable's name. */
  private static boolean looksMixed(Line line, int from, int to) {
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    for (int i = from; i < Math.min(to, from + GLANCE); i++) {
      upper |= Bytes.isUpper(line.byteAt(i));
      lower |= Bytes.isLower(line.byteAt(i));
      digit |= Bytes.isDigit(line.byteAt(i));
    }
    return upper && lower && digit;
  }

  /**
   * Whether the run at {@code from} looks made by a machine: at least {@code fewest} characters,
   * letters and digits mixed, many different ones, and no path, version or chain of words.
   */
  static boolean looksRandom(Line line, int from, ByteClass members, int fewest) {
    int to = line.runEnd(members, from, GLANCE);
    return looksRandom(line, from, to, fewest);
  }

  static boolean looksRandom(Line line, int from, int to, int fewest) {
    int most = Math.min(to, from + GLANCE);
    if (most - from < fewest || isPlaceholder(line, from, to)) {
      return false;
    }
    int digits = 0;
    int letters = 0;
    int changes = 0;
    int marks = 0;
    for (int i = from; i < most; i++) {
      byte b = line.byteAt(i);
      boolean digit = Bytes.isDigit(b);
      digits += digit ? 1 : 0;
      letters += Bytes.isLetter(b) ? 1 : 0;
      marks += b == '/' || b == '.' || b == '\\' || b == '-' || b == '_' || b == ':' ? 1 : 0;
      changes += i > from && digit != Bytes.isDigit(line.byteAt(i - 1)) ? 1 : 0;
    }
    int length = most - from;
    return digits > 0
        && letters > 0
        && Compiler.different(line.bytes(), from, Math.min(most, from + 64)) >= Math.min(8, fewest)
        && marks * 5 <= length
        && (changes >= 3 || length <= 20 && changes >= 2 || digits * 8 >= length);
  }

  /**
   * Whether the value may have been issued by a machine, where a name beside it says that one did:
   * a part of it mixes letters and digits, or is long and cannot be spoken.
   */
  static boolean looksIssued(Line line, int from, int to) {
    if (to - from < FEWEST_ISSUED
        || ISSUED.runEnd(line.bytes(), from, Math.min(to, from + GLANCE))
            < Math.min(to, from + GLANCE)
        || isPlaceholder(line, from, to)
        || isPath(line, from, to)) {
      return false;
    }
    if (isUuid(line, from, to)) {
      return true;
    }
    int part = from;
    int mixed = 0;
    for (int at = from; at <= Math.min(to, from + GLANCE); at++) {
      if (at < to && Bytes.isAlphanumeric(line.byteAt(at))) {
        continue;
      }
      if (isMixed(line, part, at)) {
        mixed += at - part;
      } else if (at - part >= 16 && !isSpeakable(line, part, at)) {
        return true;
      }
      part = at + 1;
    }
    return mixed >= 10;
  }

  /** A long run of letters whose case changes as it does in encoded bytes, and in no identifier. */
  static boolean looksEncoded(Line line, int from, int to) {
    int changes = 0;
    for (int i = from; i < Math.min(to, from + GLANCE); i++) {
      byte b = line.byteAt(i);
      if (!Bytes.isBase64(b) && b != '=') {
        return false;
      }
      boolean letters = i > from && Bytes.isLetter(b) && Bytes.isLetter(line.byteAt(i - 1));
      changes += letters && Bytes.isUpper(b) != Bytes.isUpper(line.byteAt(i - 1)) ? 1 : 0;
    }
    return to - from >= 24 && changes * 3 >= Math.min(to - from, GLANCE);
  }

  /** Begins with a, b, c … or 1, 2, 3 …, as made-up values do. */
  static boolean countsUp(Line line, int from, int to) {
    int last = Math.min(to, from + SEQUENCE);
    for (int i = from + 1; i < last; i++) {
      if (line.byteAt(i) != line.byteAt(i - 1) + 1) {
        return false;
      }
    }
    return last - from == SEQUENCE;
  }

  /** Letters and digits, more than a version or a numbered word has. */
  private static boolean isMixed(Line line, int from, int to) {
    int digits = 0;
    int letters = 0;
    for (int i = from; i < to; i++) {
      digits += Bytes.isDigit(line.byteAt(i)) ? 1 : 0;
      letters += Bytes.isLetter(line.byteAt(i)) ? 1 : 0;
    }
    return digits >= 2 && letters >= 2 && to - from >= 5;
  }

  /** No five consonants in a row, as in words of most languages. */
  private static boolean isSpeakable(Line line, int from, int to) {
    int consonants = 0;
    for (int i = from; i < to; i++) {
      byte b = line.byteAt(i);
      boolean hump = i > from && Bytes.isUpper(b) && Bytes.isLower(line.byteAt(i - 1));
      boolean vowel = "aeiouyAEIOUY".indexOf(b) >= 0;
      consonants = vowel ? 0 : hump ? 1 : consonants + 1;
      if (consonants >= 5) {
        return false;
      }
    }
    return to - from < 24 || !isHex(line, from, to);
  }

  private static boolean isHex(Line line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Bytes.isHex(line.byteAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** 8-4-4-4-12 hex digits. */
  static boolean isUuid(Line line, int from, int to) {
    if (to - from != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      byte b = line.byteAt(from + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? b != '-' : !Bytes.isHex(b)) {
        return false;
      }
    }
    return true;
  }

  /** Only letters, and perhaps joints between them. */
  static boolean isWords(Line line, int from, int to) {
    return isWords(line, from, to, '_');
  }

  private static boolean isWords(Line line, int from, int to, char joint) {
    for (int i = from; i < Math.min(to, from + GLANCE); i++) {
      byte b = line.byteAt(i);
      if (!Bytes.isLetter(b) && b != '_' && b != '-' && b != '.' && b != joint) {
        return false;
      }
    }
    return to - from <= GLANCE;
  }

  static boolean holdsWord(Line line, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = line.byteAt(i);
      if (Bytes.isAlphanumeric(b) || b < 0 && (b & 0xe0) != 0xc0 && (b & 0xc0) != 0x80) {
        return true;
      }
    }
    return false;
  }

  static boolean isLowerWord(Line line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Bytes.isLower(line.byteAt(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean isNumber(Line line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Bytes.isDigit(line.byteAt(i)) && line.byteAt(i) != '.') {
        return false;
      }
    }
    return true;
  }

  /** A file's name or a place in a tree: begins like a path and is made of words. */
  static boolean isPath(Line line, int from, int to) {
    byte first = line.byteAt(from);
    boolean rooted =
        first == '/'
            || (first == '~' && line.byteAt(from + 1) == '/')
            || (first == '.' && (line.byteAt(from + 1) == '/' || line.byteAt(from + 1) == '.'));
    return rooted ? !looksMixed(line, from, to) : isRelative(line, from, to);
  }

  private static boolean isRelative(Line line, int from, int to) {
    boolean slash = false;
    for (int i = from; i < Math.min(to, from + GLANCE); i++) {
      byte b = line.byteAt(i);
      slash |= b == '/';
      if (!Bytes.isLower(b) && "/#-_.".indexOf(b) < 0) {
        return false;
      }
    }
    boolean anchor = line.byteAt(from) == '#' || line.byteAt(from) == '.';
    return (slash || anchor) && to - from <= GLANCE;
  }

  static int lineEndTrimmed(Line line, int from) {
    int end = from;
    while (end - from < Line.MAX_VALUE && !line.endsAt(end)) {
      end++;
    }
    while (end > from && Bytes.isSpace(line.byteAt(end - 1))) {
      end--;
    }
    return end;
  }
}
