package dev.sealward.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sealward.kernel.Refused;

/**
 * Compiles what operators write. Apart from {@link RuleSet}, so that the launcher, which has no
 * added rules, needs no RE2.
 */
final class AddedPattern {
  private AddedPattern() {}

  static Pattern compile(String field, String text) {
    if (text.isEmpty() || text.length() > RuleSet.MAX_PATTERN) {
      throw Refused.field(
          field,
          "RULE_PATTERN_LENGTH",
          "A pattern has 1 to " + RuleSet.MAX_PATTERN + " characters.",
          "Make several rules of it.");
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw Refused.field(
          field,
          "RULE_PATTERN_SYNTAX",
          "The pattern is not RE2 syntax: " + e.getDescription() + ".",
          "See https://github.com/google/re2/wiki/Syntax; there are no look-arounds and no"
              + " back references.");
    } catch (StackOverflowError e) {
      throw Refused.field(
          field, "RULE_PATTERN_SYNTAX", "The pattern is nested too deep.", "Flatten its groups.");
    }
    if (pattern.programSize() > RuleSet.MAX_PROGRAM) {
      throw Refused.field(
          field,
          "RULE_PATTERN_SIZE",
          "The pattern compiles to more than " + RuleSet.MAX_PROGRAM + " steps.",
          "Use smaller repetition counts.");
    }
    if (matchesNothing(pattern)) {
      throw Refused.field(
          field,
          "RULE_PATTERN_EMPTY",
          "The pattern matches the empty text.",
          "Make at least one part of it required.");
    }
    return pattern;
  }

  /** Whether it is content with no text at all, or with the place where a word begins. */
  private static boolean matchesNothing(Pattern pattern) {
    Matcher inWord = pattern.matcher("a");
    return pattern.matcher("").find() || inWord.find() && inWord.start() == inWord.end();
  }
}
