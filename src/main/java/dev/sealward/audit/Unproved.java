package dev.sealward.audit;

import java.util.EnumSet;
import java.util.Set;

/**
 * What may be recorded while no key is open, and so without a MAC: the steps on the ways to a key,
 * and pages of those ways that were held back. Anything else waits for the key: no MAC, no row; no
 * row, no action. Nobody signs in or out before, and nothing asks for access.
 *
 * <p>Does not protect against: who can write to the database may add such rows, or change those
 * that are there, until the next seal. Verification counts them apart.
 */
final class Unproved {
  private static final Set<Action> ACTIONS =
      EnumSet.of(
          Action.SETUP_CODE_ACCEPTED,
          Action.SETUP_CODE_REFUSED,
          Action.KEY_CREATED,
          Action.KEY_UNLOCKED,
          Action.KEY_UNLOCK_FAILED,
          Action.UNSEAL_FAILED,
          Action.BACKUP_RESTORE_BEGUN,
          Action.BACKUP_RESTORED,
          Action.PAGE_SUPPRESSED,
          Action.REDACTION_FAILED);

  private Unproved() {}

  static boolean allows(Action action) {
    return ACTIONS.contains(action);
  }

  /**
   * @param action as the database holds it
   */
  static boolean allows(String action) {
    return ACTIONS.stream().anyMatch(one -> one.name().equals(action));
  }
}
