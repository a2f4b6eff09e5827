package dev.sealward.web;

import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Outcome;
import dev.sealward.run.RunState;
import dev.sealward.secret.SecretState;
import dev.sealward.secret.VersionState;

/**
 * How a state is shown: always an icon and a word, never a colour alone.
 *
 * @param look the class that colours it, such as {@code is-ok}; empty for grey
 * @param icon an icon's name
 * @param word what it says
 */
public record Pill(String look, String icon, String word) {

  /** The pill of a state of any kind pages show. */
  static Pill of(Object state) {
    if (state instanceof SecretState secret) {
      return of(secret);
    }
    if (state instanceof VersionState version) {
      return of(version);
    }
    if (state instanceof RunState run) {
      return of(run);
    }
    if (state instanceof Outcome outcome) {
      return outcome == Outcome.SUCCEEDED
          ? new Pill("is-ok", "ok", "Done")
          : new Pill("is-bad", "revoke", "Refused");
    }
    if (state instanceof AlertKind.Severity severity) {
      return severity == AlertKind.Severity.HIGH
          ? new Pill("is-bad", "warning", "High")
          : new Pill("is-warn", "warning", "Medium");
    }
    throw new IllegalArgumentException("no pill for a " + state.getClass().getSimpleName());
  }

  private static Pill of(SecretState state) {
    return switch (state) {
      case ACTIVE -> new Pill("is-ok", "ok", "Active");
      case EXPIRED -> new Pill("is-bad", "clock", "Expired");
      case REVOKED -> new Pill("", "revoke", "Revoked");
    };
  }

  private static Pill of(VersionState state) {
    return switch (state) {
      case PENDING -> new Pill("is-warn", "pending", "Pending");
      case ACTIVE -> new Pill("is-ok", "ok", "Active");
      case SUPERSEDED -> new Pill("", "history", "Superseded");
      case DESTROYED -> new Pill("", "trash", "Destroyed");
    };
  }

  private static Pill of(RunState state) {
    return switch (state) {
      case RUNNING -> new Pill("is-live", "live", "Running");
      case SUCCEEDED -> new Pill("is-ok", "ok", "Succeeded");
      case FAILED -> new Pill("is-bad", "error", "Failed");
      case CANCELLED -> new Pill("", "stop", "Cancelled");
    };
  }
}
