package dev.sealward.kernel;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a person may be; a person holds one or more. Text form: the lower-case name. */
public enum Role {
  ADMIN,
  OPERATOR,
  SECURITY_LEAD,
  VIEWER;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a text form, refused as one of {@code roles} when there is none. */
  public static Role parse(@Nullable String text) {
    return Arrays.stream(values())
        .filter(role -> role.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                Refused.field(
                    "roles",
                    "ROLE_INVALID",
                    "A role is admin, operator, security_lead or viewer.",
                    "Choose from the list."));
  }
}
