package dev.sealward.audit;

import java.util.Set;

/**
 * What an audited action was done to.
 *
 * @param kind one of the kinds in {@link #KINDS}
 * @param id the id Sealward knows the thing by, 1 to 512 visible characters; never text as it was
 *     typed
 */
public record Target(String kind, String id) {
  public static final Set<String> KINDS =
      Set.of(
          "secret",
          "version",
          "entity",
          "token",
          "policy",
          "project",
          "run",
          "person",
          "workspace",
          "key",
          "session",
          "installation",
          "page",
          "field",
          "alert",
          "permission",
          "work",
          "backup",
          "rule",
          "scope",
          "audit");

  static final int MAX_ID_CHARS = 512;

  public Target {
    if (!KINDS.contains(kind)) {
      throw new IllegalArgumentException("not a kind of audit target");
    }
    if (id.isBlank()
        || id.length() > MAX_ID_CHARS
        || id.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("not an id of a " + kind);
    }
  }
}
