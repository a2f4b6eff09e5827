package dev.sealward.web;

import dev.sealward.audit.Action;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What audited actions are called, and what they are about: in words, beside their dotted names.
 */
final class AuditWords {
  private static final Map<String, String> GROUPS =
      Map.ofEntries(
          Map.entry("secrets", "Secrets"),
          Map.entry("policies", "Access"),
          Map.entry("entities", "Entities and tokens"),
          Map.entry("people", "People"),
          Map.entry("keys", "Master key"),
          Map.entry("runs", "Runs"),
          Map.entry("redaction", "Redaction"),
          Map.entry("backups", "Backups"),
          Map.entry("audit", "Audit trail"),
          Map.entry("setup", "Set-up"),
          Map.entry("work", "Long work"));

  private static final Map<Action, String> WORDS = new EnumMap<>(Action.class);

  static {
    WORDS.put(Action.SECRET_CREATED, "Secret stored");
    WORDS.put(Action.SECRET_ROTATED, "Secret rotated");
    WORDS.put(Action.SECRET_REVOKED, "Secret revoked");
    WORDS.put(Action.SECRET_ACCESSED, "Secret read");
    WORDS.put(Action.ACCESS_DENIED, "Access denied");
    WORDS.put(Action.VERSION_DESTROYED, "Version destroyed");
    WORDS.put(Action.MASKS_REMADE, "Masks made again");
    WORDS.put(Action.MASKS_HANDED_OUT, "Masks handed out");
    WORDS.put(Action.PLAINTEXT_REFUSED, "Secret in a plain field refused");
    WORDS.put(Action.SHOWN_ONCE, "Shown once");
    WORDS.put(Action.KEY_CREATED, "Master key made");
    WORDS.put(Action.KEY_ROTATED, "Master key rotated");
    WORDS.put(Action.KEY_REWRAPPED, "Envelopes re-wrapped");
    WORDS.put(Action.KEY_RETIRED, "Master key retired");
    WORDS.put(Action.KEY_DESTROYED, "Master key destroyed");
    WORDS.put(Action.KEY_RECOVERY_MADE, "Recovery key made");
    WORDS.put(Action.KEY_UNLOCKED, "Unlocked");
    WORDS.put(Action.KEY_UNLOCK_FAILED, "Unlocking failed");
    WORDS.put(Action.UNSEAL_FAILED, "Sealed bytes did not open");
    WORDS.put(Action.STORE_MIGRATION_STARTED, "Move between stores begun");
    WORDS.put(Action.STORE_MIGRATED, "Moved between stores");
    WORDS.put(Action.PERSON_CREATED, "Person added");
    WORDS.put(Action.PERSON_SIGNED_IN, "Signed in");
    WORDS.put(Action.PERSON_SIGNED_OUT, "Signed out");
    WORDS.put(Action.SIGN_IN_FAILED, "Sign-in failed");
    WORDS.put(Action.ENTITY_CREATED, "Entity registered");
    WORDS.put(Action.TOKEN_ISSUED, "Token issued");
    WORDS.put(Action.TOKEN_REVOKED, "Token revoked");
    WORDS.put(Action.ACCESS_GRANTED, "Access granted");
    WORDS.put(Action.ACCESS_REVOKED, "Access taken away");
    WORDS.put(Action.RUN_STARTED, "Run started");
    WORDS.put(Action.RUN_FINISHED, "Run ended");
    WORDS.put(Action.ARTIFACT_STORED, "Artifact stored");
    WORDS.put(Action.ARTIFACT_DELETED, "Artifact deleted");
    WORDS.put(Action.PROMPT_STORED, "Prompt stored");
    WORDS.put(Action.REDACTION_FAILED, "Text could not be masked");
    WORDS.put(Action.PAGE_SUPPRESSED, "Page held back");
    WORDS.put(Action.BACKUP_RESTORE_BEGUN, "Restore begun");
    WORDS.put(Action.AUDIT_ARCHIVED, "Rows archived");
    WORDS.put(Action.AUDIT_EXPORT_BEGUN, "Export begun");
    WORDS.put(Action.AUDIT_EXPORTED, "Exported");
    WORDS.put(Action.TEXT_TRIED, "Text tried");
    WORDS.put(Action.PROJECT_CREATED, "Project created");
    WORDS.put(Action.BACKUP_CREATED, "Backup made");
    WORDS.put(Action.BACKUP_VERIFIED, "Backup checked");
    WORDS.put(Action.BACKUP_DOWNLOADED, "Backup downloaded");
    WORDS.put(Action.BACKUP_DELETED, "Backup deleted");
    WORDS.put(Action.BACKUP_RESTORED, "Backup restored");
    WORDS.put(Action.RULE_ADDED, "Rule added");
    WORDS.put(Action.RULE_SWITCHED, "Rule switched");
    WORDS.put(Action.RULE_DELETED, "Rule deleted");
    WORDS.put(Action.ROW_UNREADABLE, "Row that cannot be read");
    WORDS.put(Action.ALERT_ACKNOWLEDGED, "Alert acknowledged");
    WORDS.put(Action.SETUP_CODE_ACCEPTED, "Set-up code accepted");
    WORDS.put(Action.SETUP_CODE_REFUSED, "Set-up code refused");
    WORDS.put(Action.SETUP_COMPLETED, "Set-up completed");
    WORDS.put(Action.WORK_PAUSED, "Long work paused");
    WORDS.put(Action.WORK_RESUMED, "Long work resumed");
    WORDS.put(Action.PERSON_ROLES_CHANGED, "Roles changed");
    WORDS.put(Action.PERSON_RENAMED, "Person renamed");
    WORDS.put(Action.PERSON_DISABLED, "Person disabled");
    WORDS.put(Action.PERSON_ENABLED, "Person enabled");
    WORDS.put(Action.PERSON_SESSIONS_ENDED, "Signed out everywhere");
    WORDS.put(Action.PASSWORD_CHANGED, "Password changed");
    WORDS.put(Action.PASSWORD_RESET, "Password reset");
    WORDS.put(Action.WORKSPACE_CREATED, "Workspace made");
    WORDS.put(Action.SECOND_FACTOR_ADDED, "Second factor set up");
    WORDS.put(Action.SECOND_FACTOR_REMOVED, "Second factor removed");
    WORDS.put(Action.SECOND_FACTOR_FAILED, "Second factor failed");
    WORDS.put(Action.SECOND_FACTOR_DEMANDED, "Second factor demanded");
    WORDS.put(Action.RECOVERY_CODES_MADE, "Recovery codes made");
    WORDS.put(Action.RECOVERY_CODE_USED, "Recovery code used");
    WORDS.put(Action.PERSON_PROVED, "Confirmed who it is");
    WORDS.put(Action.PROOF_FAILED, "Confirming who it is failed");
    WORDS.put(Action.PERSON_LINKED, "Account linked");
    WORDS.put(Action.PERSON_UNLINKED, "Account unlinked");
    WORDS.put(Action.ENTITY_DISABLED, "Entity disabled");
    WORDS.put(Action.ENTITY_ENABLED, "Entity enabled");
    WORDS.put(Action.ENTITY_RETIRED, "Entity retired");
    WORDS.put(Action.ENTITY_LIMITED, "Entity's limit set");
    WORDS.put(Action.TOKEN_ROTATED, "Token rotated");
    WORDS.put(Action.TOKEN_REFUSED, "Token refused");
    WORDS.put(Action.AUDIT_CHECKED, "Whole trail verified");
    WORDS.put(Action.AUDIT_BROKEN, "Trail found changed");
    WORDS.put(Action.AUDIT_CHECKPOINT_MADE, "Checkpoint made");
  }

  /**
   * Actions that have to do with the same things.
   *
   * @param id the first word of their names
   */
  public record Group(String id, String words, List<Named> actions) {}

  /** An action and what it is called. */
  public record Named(String id, String words) {}

  private AuditWords() {}

  /** {@code Secret rotated}. */
  static String of(Action action) {
    return WORDS.getOrDefault(action, action.text());
  }

  /** All actions, by group. */
  static List<Group> groups() {
    Map<String, List<Action>> byGroup =
        Arrays.stream(Action.values())
            .collect(Collectors.groupingBy(AuditWords::group, TreeMap::new, Collectors.toList()));
    return byGroup.entrySet().stream()
        .map(entry -> group(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(Group::words))
        .toList();
  }

  private static Group group(String id, List<Action> actions) {
    List<Named> named =
        actions.stream()
            .map(action -> new Named(action.text(), of(action)))
            .sorted(Comparator.comparing(Named::words))
            .toList();
    return new Group(id, GROUPS.getOrDefault(id, capital(id)), named);
  }

  /** The actions a group's id or an action's name stands for; none when it is neither. */
  static Set<Action> named(String text) {
    return Arrays.stream(Action.values())
        .filter(action -> action.text().equals(text) || group(action).equals(text))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String group(Action action) {
    String text = action.text();
    return text.substring(0, text.indexOf('.'));
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
