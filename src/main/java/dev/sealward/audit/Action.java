package dev.sealward.audit;

/** The closed set of things that are audited. Text form: the dotted name that events carry. */
public enum Action {
  SECRET_CREATED("secrets.credential.created"),
  SECRET_ROTATED("secrets.credential.rotated"),
  SECRET_REVOKED("secrets.credential.revoked"),
  MASKS_REMADE("secrets.masks.remade"),
  VERSION_DESTROYED("secrets.version.destroyed"),
  SECRET_ACCESSED("secrets.credential.accessed"),
  ACCESS_DENIED("secrets.credential.access.denied"),
  PLAINTEXT_REFUSED("secrets.plaintext.refused"),
  KEY_CREATED("keys.master.created"),
  KEY_ROTATED("keys.master.rotated"),
  KEY_REWRAPPED("keys.rewrapped"),
  KEY_RETIRED("keys.master.retired"),
  KEY_DESTROYED("keys.master.destroyed"),
  KEY_RECOVERY_MADE("keys.recovery.made"),
  STORE_MIGRATION_STARTED("stores.migration.started"),
  STORE_MIGRATED("stores.migrated"),
  WORK_PAUSED("work.paused"),
  WORK_RESUMED("work.resumed"),
  KEY_UNLOCKED("keys.unlocked"),
  KEY_UNLOCK_FAILED("keys.unlock.failed"),
  UNSEAL_FAILED("keys.unseal.failed"),
  PERSON_CREATED("people.created"),
  PERSON_SIGNED_IN("people.signed_in"),
  PERSON_SIGNED_OUT("people.signed_out"),
  SIGN_IN_FAILED("people.sign_in.failed"),
  ENTITY_CREATED("entities.created"),
  TOKEN_ISSUED("entities.token.issued"),
  TOKEN_REVOKED("entities.token.revoked"),
  ACCESS_GRANTED("policies.granted"),
  ACCESS_REVOKED("policies.revoked"),
  PROJECT_CREATED("projects.created"),
  RUN_STARTED("runs.started"),
  RUN_FINISHED("runs.finished"),
  ARTIFACT_STORED("runs.artifact.stored"),
  ARTIFACT_DELETED("runs.artifact.deleted"),
  PROMPT_STORED("runs.prompt.stored"),
  SETUP_CODE_ACCEPTED("setup.code.accepted"),
  SETUP_CODE_REFUSED("setup.code.refused"),
  SETUP_COMPLETED("setup.completed"),
  BACKUP_CREATED("backups.created"),
  BACKUP_VERIFIED("backups.verified"),
  BACKUP_DOWNLOADED("backups.downloaded"),
  BACKUP_DELETED("backups.deleted"),
  BACKUP_RESTORE_BEGUN("backups.restore.begun"),
  BACKUP_RESTORED("backups.restored"),
  SHOWN_ONCE("secrets.shown_once"),
  PAGE_SUPPRESSED("pages.suppressed"),
  ALERT_ACKNOWLEDGED("alerts.acknowledged"),
  MASKS_HANDED_OUT("secrets.masks.handed_out"),
  RULE_ADDED("redaction.rule.added"),
  RULE_SWITCHED("redaction.rule.switched"),
  RULE_DELETED("redaction.rule.deleted"),
  TEXT_TRIED("redaction.text.tried"),
  REDACTION_FAILED("redaction.failed"),
  AUDIT_CHECKED("audit.checked"),
  AUDIT_BROKEN("audit.broken"),
  AUDIT_CHECKPOINT_MADE("audit.checkpoint.made"),
  AUDIT_ARCHIVED("audit.archived"),
  AUDIT_EXPORT_BEGUN("audit.export.begun"),
  AUDIT_EXPORTED("audit.exported");

  private final String text;

  Action(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
