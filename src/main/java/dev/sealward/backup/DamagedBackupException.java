package dev.sealward.backup;

/**
 * What a backup's stream holds is no backup this version of Sealward can read, although its seal is
 * whole.
 *
 * <p>Guarantee: carries a constant phrase and, at most, a table's or column's name.
 */
final class DamagedBackupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedBackupException(String what) {
    super("The backup holds " + what + ".");
  }
}
