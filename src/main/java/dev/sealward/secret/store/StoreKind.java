package dev.sealward.secret.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The stores there are. Text form, in configuration and in the database: the lower-case name. */
public enum StoreKind {
  /** The envelope stands in its version's row. */
  DB,
  /** A file for each secret below the data directory. */
  FILE,
  /** The keychain of the operating system. */
  KEYCHAIN,
  /** A server that speaks the Vault KV version 2 HTTP API. */
  VAULT,
  /** AWS Secrets Manager. */
  AWS,
  /** Google Cloud's Secret Manager. */
  GCP,
  /** Memory, gone with the process; refused in production. */
  DEV;

  /** The store of that name, if there is one. */
  public static Optional<StoreKind> named(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
