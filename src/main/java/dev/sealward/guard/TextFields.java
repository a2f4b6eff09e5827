package dev.sealward.guard;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Every text that somebody can type into a page or send to the API, and what becomes of it
 * (ST-SEC-002): the one place that says which fields may hold a secret. What forms and the API
 * bring in is scanned before its action runs unless it stands here as another kind.
 *
 * <p>A field is known by its place and its name there: the page and the id of a form's input or the
 * name of its control, or the class that reads it and the name of a parameter or of a member of a
 * JSON body. A name that is declared at one place says nothing of another. What nobody declared is
 * scanned, and a test fails until it is declared.
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

  /**
   * A field of a page, of a part of pages, or of a class.
   *
   * @param place a page's file below {@code pages} or a part's below {@code includes}, without its
   *     suffix; or the simple name of the reading class
   */
  public record Field(String place, String name) {}

  /** Each place with its fields by kind; PARTS are the parts of pages that it includes. */
  private static final String PLACES =
      """
      account: SCANNED displayName; SECRET currentPassword password passwordAgain
      account/second-factor: PARTS code-field
      account/sign-in: COMPARED unlink
      alerts: CHOSEN alert
      audit: COMPARED actor address secret target; CHOSEN action correlation from kind last outcome until who; PARTS chain
      first-password: SECRET currentPassword password passwordAgain
      projects/list: SCANNED description id name
      projects/project: PARTS access
      restore: SECRET opener passphrase passphraseAgain; COMPARED file; PARTS key-sources
      settings/backup: SECRET passphrase passphraseAgain
      settings/backup-verify: SECRET opener
      settings/destroy-key: COMPARED confirmation
      settings/entities: SCANNED description entity provider; COMPARED q; CHOSEN kind workspace
      settings/entity: SCANNED label; CHOSEN endless resolvesPerMinute sources validDays
      settings/keys: PARTS access
      settings/people: SCANNED displayName name workspace; PARTS factor-demand place
      settings/person: PARTS place
      settings/policies: SCANNED provider reason; COMPARED entity secret workspace; CHOSEN ending environment level scope validDays
      settings/redaction: SECRET text; CHOSEN delete rule
      settings/redaction-new: SCANNED kind name; SECRET samples; RULE anchor pattern; CHOSEN accepted form
      settings/revoke: SCANNED reason; COMPARED typedName
      settings/rotate: PARTS value-fields
      settings/rotate-key: SECRET passphrase passphraseAgain; CHOSEN key_source; PARTS key-sources
      settings/rotate-token: CHOSEN endless overlapHours validDays
      settings/secret: PARTS access
      settings/security: COMPARED q
      settings/sign-in-links: SCANNED email subject; COMPARED person unlink
      settings/store: PARTS secret-fields
      settings/why: COMPARED entity secret
      setup: PARTS setup/admin setup/code setup/credential setup/key setup/recovery
      setup/credential: PARTS secret-fields
      sign-in: SECRET password; COMPARED name
      sign-in-again: SECRET password; PARTS code-field
      sign-in-code: PARTS code-field
      sign-in-enrol: PARTS code-field
      unlock: SECRET passphrase recoveryKey
      page: PARTS person-menu
      access: SCANNED reason; CHOSEN entity level validDays
      chain: COMPARED checkpoint
      code-field: SECRET code
      factor-demand: CHOSEN demand
      key-sources: CHOSEN source
      person-menu: CHOSEN workIn
      place: CHOSEN roles workspaces
      secret-fields: SCANNED description name provider; CHOSEN environment expiresAt type workspace; PARTS value-fields
      setup/admin: SCANNED displayName name; SECRET password passwordAgain
      setup/code: SECRET code
      setup/key: SECRET passphrase passphraseAgain; PARTS key-sources
      setup/recovery: SECRET lastGroup
      value-fields: SECRET lines value
      AccessForm: COMPARED ungrant
      AccountPage: CHOSEN state
      AlertsPage: CHOSEN alert before show
      ArchivePage: CHOSEN before
      ArtifactDeletionPage: COMPARED artifact project run
      AuditExport: CHOSEN format
      AuditForm: COMPARED actor address secret target; CHOSEN action after before correlation kind last outcome who
      AuditRecordPage: CHOSEN record
      EntitiesPage: COMPARED after q
      EntityPage: COMPARED entity retire
      EntityTokens: COMPARED after entity revoke token
      FactorCard: COMPARED person
      FactorPage: COMPARED next
      Frame: CHOSEN expired
      GrantForm: COMPARED ungrant
      KeyDestructionPage: CHOSEN version
      KeyRotationPage: CHOSEN source
      OneBackupPage: COMPARED backup
      OpenIdBegin: COMPARED next
      OwnLinksPage: COMPARED unlink; CHOSEN sso
      PeoplePage: COMPARED after
      PersonLinksPage: COMPARED unlink; CHOSEN after
      PersonPage: COMPARED person; CHOSEN action
      PoliciesPage: COMPARED after entity secret; CHOSEN ending level scope
      ProjectPage: COMPARED project run; CHOSEN before
      ProjectsPage: CHOSEN after
      RedactionPage: CHOSEN delete kind last way
      RestorePage: COMPARED file; CHOSEN source
      RunFeed: CHOSEN after
      RunLeavings: COMPARED artifacts project prompts run
      RunPage: COMPARED project run; CHOSEN from
      SecretPage: COMPARED secret
      SecretsPage: COMPARED after id q
      SetUpPage: CHOSEN source
      SignInPage: COMPARED next; CHOSEN expired sso
      StoryPage: COMPARED id reads; CHOSEN kind
      Visit: COMPARED next
      WhyPage: COMPARED entity secret
      WorkFailuresPage: COMPARED after; CHOSEN work
      ArtifactsResource: SCANNED name; COMPARED project run; CHOSEN after limit
      GrantsResource: SCANNED reason; COMPARED entity ref; CHOSEN level
      KeysResource: COMPARED after; CHOSEN limit source
      KnownValuesResource: COMPARED after; CHOSEN parts
      NdjsonLines: SCANNED stream; MASKED text; CHOSEN level seq time
      PromptsResource: COMPARED project run; CHOSEN after limit
      ResolveResource: COMPARED ref
      RunsResource: SCANNED title; COMPARED project run; CHOSEN after limit state
      SecretBody: SECRET value
      SecretsResource: SCANNED description name provider reason; COMPARED after ref; CHOSEN environment expiresAt limit type
      """;

  private static final Map<Field, Kind> DECLARED = new HashMap<>();
  private static final Map<String, Set<String>> PARTS = new HashMap<>();

  static {
    PLACES.lines().forEach(TextFields::declare);
  }

  private TextFields() {}

  private static void declare(String line) {
    String[] placeAndFields = line.split(": ", 2);
    for (String list : placeAndFields[1].split("; ")) {
      String[] words = list.split(" ");
      for (int i = 1; i < words.length; i++) {
        if (words[0].equals("PARTS")) {
          PARTS.computeIfAbsent(placeAndFields[0], place -> new HashSet<>()).add(words[i]);
        } else {
          DECLARED.put(new Field(placeAndFields[0], words[i]), Kind.valueOf(words[0]));
        }
      }
    }
  }

  /** What becomes of a field's text, at this place or in a part that it includes. */
  public static Kind of(String place, String name) {
    Kind here = DECLARED.get(new Field(place, name));
    if (here != null) {
      return here;
    }
    return parts(place).stream()
        .map(part -> of(part, name))
        .filter(kind -> kind != Kind.SCANNED)
        .findFirst()
        .orElse(Kind.SCANNED);
  }

  /** The declared fields. */
  public static Set<Field> declared() {
    return Set.copyOf(DECLARED.keySet());
  }

  /** The parts with fields that a page or a part includes. */
  public static Set<String> parts(String place) {
    return Set.copyOf(PARTS.getOrDefault(place, Set.of()));
  }
}
