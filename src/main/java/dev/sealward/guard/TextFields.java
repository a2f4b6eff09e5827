package dev.sealward.guard;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Every text that somebody can type into a page or send to the API, and what becomes of it
 * (ST-SEC-002): the one place that says which fields may hold a secret.
 *
 * <p>A field is known by its name: the id of a form's input, the name of a parameter, the member of
 * a JSON body. Where one name means different things it is declared with its place in front, which
 * is the page's file or the class that reads it. What nobody declared is scanned, and a test fails
 * until it is declared.
 */
public final class TextFields {
  /** What becomes of a field's text. */
  public enum Kind {
    /**
     * Stored and shown as it is: refused when it holds a secret ({@link Guard#refusePlaintext}).
     */
    SCANNED,
    /** May be a secret: taken as characters that are zeroed, never stored or shown in the clear. */
    SECRET,
    /** One of a closed set of words, a number, a time or an id of Sealward's own making. */
    CHOSEN,
    /** Compared with what is there, or an address of it; never stored. */
    COMPARED,
    /** Text of a run: the engine masks it before it is stored. */
    MASKED,
    /**
     * What an operator's rule looks for: may look like a token, and is refused when it holds a
     * known value.
     */
    RULE
  }

  private static final Map<String, Kind> DECLARED = new HashMap<>();

  static {
    declare(
        Kind.SCANNED,
        "description",
        "displayName",
        "email",
        "entity",
        "id",
        "label",
        "name",
        "provider",
        "reason",
        "stream",
        "subject",
        "title",
        "workspace",
        "entities.workspace",
        "redaction-new.kind");
    declare(
        Kind.SECRET,
        "code",
        "currentPassword",
        "lastGroup",
        "lines",
        "opener",
        "passphrase",
        "passphraseAgain",
        "password",
        "passwordAgain",
        "recoveryKey",
        "samples",
        "value",
        "redaction.text");
    declare(
        Kind.CHOSEN,
        "accepted",
        "action",
        "after",
        "alert",
        "before",
        "correlation",
        "delete",
        "demand",
        "endless",
        "environment",
        "expired",
        "expiresAt",
        "form",
        "format",
        "from",
        "key_source",
        "kind",
        "last",
        "level",
        "limit",
        "outcome",
        "overlapHours",
        "parts",
        "record",
        "resolvesPerMinute",
        "rule",
        "seq",
        "show",
        "source",
        "sso",
        "sources",
        "state",
        "time",
        "type",
        "until",
        "validDays",
        "version",
        "way",
        "work",
        "ending",
        "roles",
        "scope",
        "who",
        "workIn",
        "workspaces",
        "access.entity");
    declare(
        Kind.COMPARED,
        "actor",
        "address",
        "artifact",
        "artifacts",
        "backup",
        "checkpoint",
        "confirmation",
        "file",
        "next",
        "person",
        "project",
        "prompts",
        "q",
        "ref",
        "retire",
        "revoke",
        "run",
        "secret",
        "target",
        "token",
        "typedName",
        "ungrant",
        "unlink",
        "sign-in.name",
        "EntitiesPage.after",
        "EntityPage.entity",
        "PeoplePage.after",
        "EntityTokens.after",
        "EntityTokens.entity",
        "SecretsPage.after",
        "SecretsPage.id",
        "policies.entity",
        "policies.workspace",
        "PoliciesPage.entity",
        "PoliciesPage.after",
        "KeysResource.after",
        "WorkFailuresPage.after",
        "SecretsResource.after",
        "KnownValuesResource.after",
        "GrantsResource.entity",
        "StoryPage.id",
        "StoryPage.reads",
        "WhyPage.entity",
        "why.entity");
    declare(Kind.MASKED, "text");
    declare(Kind.RULE, "anchor", "pattern");
  }

  private TextFields() {}

  private static void declare(Kind kind, String... fields) {
    for (String field : fields) {
      DECLARED.put(field, kind);
    }
  }

  /**
   * What becomes of a field's text.
   *
   * @param place the page's file without path and suffix, or the simple name of the reading class
   */
  public static Kind of(String place, String field) {
    return DECLARED.getOrDefault(place + "." + field, DECLARED.getOrDefault(field, Kind.SCANNED));
  }

  /** The declared fields, some with their place in front. */
  public static Set<String> declared() {
    return Set.copyOf(DECLARED.keySet());
  }
}
