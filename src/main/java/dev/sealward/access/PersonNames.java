package dev.sealward.access;

import dev.sealward.kernel.Input;
import dev.sealward.kernel.Refused;
import java.nio.CharBuffer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names people sign in with: compared, counted and stored in one form, stripped and in lower case.
 *
 * <p>No name carries a privilege. Those that read as if they did, and those under which parts of
 * Sealward itself stand in the audit trail, are refused.
 */
final class PersonNames {
  static final Set<String> RESERVED =
      Set.of(
          "admin",
          "administrator",
          "anonymous",
          "audit-archive",
          "audit-check",
          "backup-schedule",
          "default",
          "keys",
          "machine-tokens",
          "masks",
          "nobody",
          "operator",
          "render-guard",
          "root",
          "sealward",
          "security-lead",
          "security_lead",
          "set-up",
          "sign-in",
          "superuser",
          "system",
          "unknown",
          "unlock",
          "version-sweeper",
          "viewer");

  private static final int MAX_TYPED = 1_000;
  private static final int MAX_SHOWN = 100;

  private PersonNames() {}

  /** A name for somebody new. */
  static String chosen(@Nullable String typed) {
    String name = Input.id("name", typed == null ? null : normalised(typed));
    if (RESERVED.contains(name)) {
      throw Refused.field(
          "name",
          "NAME_RESERVED",
          "This name is kept free: it reads like a role or a part of Sealward.",
          "Take the person's own name, for example ada.");
    }
    return name;
  }

  /** The name somebody meant; empty for whatever cannot be a name, which is one unknown name. */
  static String meant(@Nullable String typed) {
    try {
      return Input.id("name", typed == null ? null : normalised(typed));
    } catch (Refused noName) {
      return "";
    }
  }

  /** The name others see; the sign-in name when none was typed. */
  static String shown(@Nullable String typed, String name) {
    String shown = Input.line("displayName", typed, MAX_SHOWN);
    return shown.isEmpty() ? name : shown;
  }

  /** Refuses a shown name that holds the password, which everybody could read then. */
  static void refusePassword(String shown, char[] password) {
    if (holds(shown, password)) {
      throw passwordInName();
    }
  }

  static Refused passwordInName() {
    return Refused.field(
        "displayName",
        "PASSWORD_IN_NAME",
        "This name holds the password, and names are shown to everybody.",
        "Choose another name, or another password.");
  }

  private static boolean holds(String text, char[] password) {
    CharBuffer wanted = CharBuffer.wrap(password);
    for (int at = 0; at + password.length <= text.length(); at++) {
      if (CharBuffer.wrap(text, at, at + password.length).compareTo(wanted) == 0) {
        return true;
      }
    }
    return false;
  }

  private static String normalised(String name) {
    return name.length() > MAX_TYPED ? name : name.strip().toLowerCase(Locale.ROOT);
  }
}
