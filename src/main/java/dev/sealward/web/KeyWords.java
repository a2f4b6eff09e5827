package dev.sealward.web;

import dev.sealward.keys.BatchWork;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyVersionState;
import dev.sealward.keys.KeyVersionView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How pages speak of the master key, its sources and its versions. */
@Named("keyWords")
@ApplicationScoped
public class KeyWords {
  private static final Pattern SECRET_ITEM =
      Pattern.compile("secret ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\b.*");

  /** A word for a source, as a choice or a heading has it. */
  public String name(KeySource source) {
    return switch (source) {
      case KEYCHAIN -> "Keychain";
      case FILE -> "Key file";
      case PASSPHRASE -> "Passphrase";
      case ENV -> "Environment variable";
    };
  }

  /** The source within a sentence: {@code from the key file}. */
  public String inSentence(KeySource source) {
    return switch (source) {
      case KEYCHAIN -> "the keychain";
      case FILE -> "the key file";
      case PASSPHRASE -> "the passphrase";
      case ENV -> "the environment";
    };
  }

  /** What the source means for the next start and for whoever keeps a copy. */
  public String meaning(KeySource source) {
    return switch (source) {
      case KEYCHAIN ->
          "An entry in the keychain of the user Sealward runs as. It opens when that keychain is"
              + " unlocked; back the keychain up apart from the data.";
      case FILE ->
          "A file that only the user Sealward runs as can read. Nobody has to type anything at a"
              + " start. Keep a copy of the file apart from the data.";
      case PASSPHRASE ->
          "Nothing on disk opens the secrets. The passphrase is typed after each start, or read"
              + " from its file. Nobody can recover a forgotten one.";
      case ENV ->
          "A variable the operator sets at every start. Keep a copy of the key apart from the"
              + " data.";
    };
  }

  /** What the source still keeps of a destroyed version, and what to do about it. */
  public String afterDestruction(KeySource source) {
    return switch (source) {
      case KEYCHAIN -> "Its keychain entry is deleted. Delete your copies of it too.";
      case FILE -> "Its key file is overwritten and deleted. Delete your copies of it too.";
      case PASSPHRASE -> "Its passphrase is kept nowhere here and opens nothing any more.";
      case ENV ->
          "Sealward cannot change the environment: take the old key out of it, and delete your"
              + " copies.";
    };
  }

  /**
   * Where a version stands.
   *
   * @param working whether re-wrapping runs now
   * @param needed how many rows need it
   */
  public Pill pill(KeyVersionView version, boolean working, long needed) {
    if (version.state() == KeyVersionState.ACTIVE) {
      return new Pill("is-ok", "ok", "Active");
    }
    if (version.state() == KeyVersionState.REVOKED) {
      return new Pill("", "trash", "Destroyed");
    }
    if (version.retiredAt() != null) {
      return new Pill("", "history", "Retired");
    }
    if (working) {
      return new Pill("is-live", "rotate", "Re-wrapping");
    }
    return needed > 0
        ? new Pill("is-warn", "warning", "Still needed")
        : new Pill("is-warn", "clock", "Not retired yet");
  }

  /** Why something could not be re-wrapped, and what to do. */
  public String reason(BatchWork.Failure failure) {
    return switch (failure.reason()) {
      case "UNKNOWN_KEY_VERSION" ->
          "The key version it names is not at hand. Restore a backup in which it is.";
      case "UNKNOWN_FORMAT" ->
          "It was written by a newer Sealward. Start that version and try again.";
      case "SCOPE_UNREADABLE" ->
          "Its tenant, workspace, environment or provider was changed in the database to something"
              + " that is none. Put back what its audit trail says, or restore it from a backup;"
              + " then try again.";
      case "TRUNCATED", "EXTENDED" ->
          "Its stored bytes are incomplete or have grown. Restore it from a backup, or "
              + instead(failure);
      case "STORE_BUSY", "STORE_CONFLICT", "STORE_TOO_SLOW" ->
          "Its store had too much to do, or held something else under the new id. Try again.";
      case "STORE_UNAVAILABLE", "STORE_DENIED" ->
          "Its store does not answer or does not let Sealward in. See that it works, then try"
              + " again.";
      case "STORE_TOO_LARGE" ->
          "It is longer than its store takes. Choose another store, or make the value shorter.";
      case "STORE_CORRUPT" ->
          "Its store holds something else than was put into it. Restore it from a backup, or "
              + instead(failure);
      default ->
          "Its stored bytes were changed or moved. Restore it from a backup, or "
              + instead(failure);
    };
  }

  private static String instead(BatchWork.Failure failure) {
    return failure.item().startsWith("secret ")
        ? "rotate or revoke the secret; then try again."
        : "ask whoever keeps this database; then try again.";
  }

  /** The page of what could not be re-wrapped; null where there is none. */
  public @Nullable String addressOf(BatchWork.Failure failure) {
    Matcher secret = SECRET_ITEM.matcher(failure.item());
    return secret.matches() ? "/settings/security/secrets/" + secret.group(1) : null;
  }
}
