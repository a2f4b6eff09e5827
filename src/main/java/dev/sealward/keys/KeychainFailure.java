package dev.sealward.keys;

import dev.sealward.kernel.Remedy;

/** Why the keychain did not do what it was asked, and what a person can do about it. */
public final class KeychainFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is the matter. */
  public enum Kind {
    /** No keychain answers here: no session bus, no service, no collection that lasts. */
    NONE_HERE,
    /** It is there and locked. */
    LOCKED,
    /** It said no. */
    REFUSED,
    /** An entry was there when it was looked for, and not when it was asked for. */
    CHANGED,
    /** The value is larger than it keeps. */
    TOO_LARGE,
    /** It did not answer in time, perhaps because of a prompt that nobody sees. */
    SILENT
  }

  private final Kind kind;
  private final transient Remedy remedy;

  private KeychainFailure(Kind kind, Remedy remedy) {
    super(remedy.code(), null, false, false);
    this.kind = kind;
    this.remedy = remedy;
  }

  static KeychainFailure noneHere(String problem) {
    return new KeychainFailure(
        Kind.NONE_HERE,
        Remedy.of(
            "KEYCHAIN_NONE",
            problem,
            "Start Sealward in the session of a person whose keychain is there (on Linux:"
                + " gnome-keyring or KWallet, and DBUS_SESSION_BUS_ADDRESS set)."));
  }

  static KeychainFailure locked() {
    return new KeychainFailure(
        Kind.LOCKED,
        Remedy.of(
            "KEYCHAIN_LOCKED",
            "The operating system's keychain is locked.",
            "Unlock it: sign in to the desktop, or on a server: gnome-keyring-daemon --unlock."));
  }

  /**
   * It said no.
   *
   * @param said the error's name as the keychain's interface defines it; never its text
   */
  static KeychainFailure refused(String said) {
    return new KeychainFailure(
        Kind.REFUSED,
        Remedy.of(
            "KEYCHAIN_REFUSED",
            "The operating system's keychain refused (" + said + ").",
            "Allow Sealward to use it in the keychain's own program."));
  }

  static KeychainFailure changed() {
    return new KeychainFailure(
        Kind.CHANGED,
        Remedy.of(
            "KEYCHAIN_CHANGED",
            "The operating system's keychain changed while it was read.",
            "Try again in a moment."));
  }

  static KeychainFailure tooLarge(int maxBytes) {
    return new KeychainFailure(
        Kind.TOO_LARGE,
        Remedy.of(
            "KEYCHAIN_TOO_LARGE",
            "The operating system's keychain keeps values of at most " + maxBytes + " bytes.",
            "Keep a larger value in another store."));
  }

  static KeychainFailure silent() {
    return new KeychainFailure(
        Kind.SILENT,
        Remedy.of(
            "KEYCHAIN_SILENT",
            "The operating system's keychain did not answer in time.",
            "See whether it shows a question on its desktop, and answer it."));
  }

  public Kind kind() {
    return kind;
  }

  public Remedy remedy() {
    return remedy;
  }
}
