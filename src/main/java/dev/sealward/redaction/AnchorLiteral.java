package dev.sealward.redaction;

/**
 * Finds a text that every match of a pattern holds: the longest run of plain ASCII characters
 * outside of groups and without a repetition. Others do not count: without case they are several
 * texts. A pattern with alternatives at its top has none.
 */
final class AnchorLiteral {
  private final String pattern;
  private final StringBuilder run = new StringBuilder();
  private String longest = "";
  private int depth;

  private AnchorLiteral(String pattern) {
    this.pattern = pattern;
  }

  /** The longest such text, or an empty one. */
  static String of(String pattern) {
    return new AnchorLiteral(pattern).find();
  }

  private String find() {
    for (int at = 0; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      if (c == '|' && depth == 0 || pattern.startsWith("\\Q", at)) {
        return "";
      }
      if (c == '\\') {
        at++;
        literal(at < pattern.length() ? escaped(pattern.charAt(at)) : 0, at + 1);
        at = afterBraces(at);
      } else if (c == '[') {
        end();
        at = classEnd(at);
      } else if (c == '(') {
        end();
        depth++;
      } else if (c == ')') {
        end();
        depth--;
      } else if (c == '{') {
        end();
        at = Math.max(at, pattern.indexOf('}', at));
      } else if (".*+?^$|".indexOf(c) >= 0) {
        end();
      } else {
        literal(c, at + 1);
      }
    }
    end();
    return longest;
  }

  /** The character an escape stands for, or 0 when it stands for a class or a place. */
  private static char escaped(char c) {
    return Character.isLetterOrDigit(c) ? 0 : c;
  }

  /** {@code \p{Greek}}, {@code \x{1f}}, {@code \101}: the name or number goes with the escape. */
  private int afterBraces(int at) {
    if (at < pattern.length() && isOctal(at)) {
      int last = at;
      while (last + 1 < pattern.length() && last - at < 2 && isOctal(last + 1)) {
        last++;
      }
      return last;
    }
    boolean named = at < pattern.length() && "pPx".indexOf(pattern.charAt(at)) >= 0;
    boolean braces = named && pattern.startsWith("{", at + 1);
    return braces ? Math.max(at, pattern.indexOf('}', at)) : named ? skipName(at) : at;
  }

  private boolean isOctal(int at) {
    return pattern.charAt(at) >= '0' && pattern.charAt(at) <= '7';
  }

  private int skipName(int at) {
    return Math.min(pattern.length() - 1, at + (pattern.charAt(at) == 'x' ? 2 : 1));
  }

  private void literal(char c, int next) {
    boolean repeated = next < pattern.length() && "*+?{".indexOf(pattern.charAt(next)) >= 0;
    if (c == 0 || c > 0x7e || repeated || depth > 0) {
      end();
    } else {
      run.append(c);
    }
  }

  private void end() {
    if (run.length() > longest.length()) {
      longest = run.toString();
    }
    run.setLength(0);
  }

  private int classEnd(int open) {
    int at = open + 1;
    at += pattern.startsWith("^", at) ? 1 : 0;
    at += pattern.startsWith("]", at) ? 1 : 0;
    while (at < pattern.length() && pattern.charAt(at) != ']') {
      int posix = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at) : -1;
      at = posix >= 0 ? posix + 2 : at + (pattern.charAt(at) == '\\' ? 2 : 1);
    }
    return at;
  }
}
