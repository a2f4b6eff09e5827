package dev.sealward.run.content;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;

/** The refusals of files that cannot be looked into. */
final class Unreadable {
  private Unreadable() {}

  static Refused cut() {
    return Refused.of(
        Refused.Kind.MALFORMED,
        Remedy.of(
            "UPLOAD_CUT",
            "The connection ended in the middle of the upload; nothing was stored.",
            "Send the file again."));
  }

  static Refused tooLarge(long maxBytes) {
    return Refused.of(
        Refused.Kind.TOO_LARGE,
        Remedy.of(
            "ARTIFACT_TOO_LARGE",
            "An artifact takes at most "
                + maxBytes
                + " bytes, and its archives hold at most as many.",
            "Send it in parts, or raise SEALWARD_ARTIFACT_MAX_BYTES."));
  }

  static Refused bomb() {
    return Refused.of(
        Refused.Kind.TOO_LARGE,
        Remedy.of(
            "ARCHIVE_BOMB",
            "This archive holds more than "
                + ContentLimits.MAX_RATIO
                + " times its size, or more than "
                + ContentLimits.MAX_MEMBERS
                + " members.",
            "Send its members on their own."));
  }

  static Refused tooDeep() {
    return invalid(
        "ARCHIVE_TOO_DEEP",
        "Archives may be at most " + ContentLimits.MAX_DEPTH + " deep in one another.",
        "Take the inner archives out and send them on their own.");
  }

  static Refused damaged() {
    return invalid(
        "ARCHIVE_DAMAGED",
        "This archive is cut or altered, so it cannot be looked into.",
        "Make it again and check it with its own tool before you send it.");
  }

  static Refused encrypted() {
    return invalid(
        "ARTIFACT_ENCRYPTED",
        "This file is encrypted or has an encrypted member, so it cannot be looked into.",
        "Send it unencrypted: it is masked before it is stored.");
  }

  static Refused unsupported() {
    return invalid(
        "ARCHIVE_UNSUPPORTED",
        "This archive is of a form that cannot be looked into.",
        "Send its members on their own, or as gzip, tar or zip (stored or deflated).");
  }

  static Refused hidden() {
    return invalid(
        "ARCHIVE_HIDDEN",
        "This file has a zip archive at its end that begins somewhere inside it, so it cannot be"
            + " looked into.",
        "Send the archive on its own.");
  }

  static Refused archivesRefused() {
    return invalid(
        "ARCHIVE_REFUSED",
        "Archives are not taken here.",
        "Send their members on their own, or set SEALWARD_ARTIFACT_ARCHIVES to mask.");
  }

  static Refused binariesRefused() {
    return invalid(
        "BINARY_REFUSED",
        "Files that are no text are not taken here.",
        "Send text, or set SEALWARD_ARTIFACT_BINARIES to mask.");
  }

  static Refused memberName() {
    return invalid(
        "ARCHIVE_MEMBER_NAME",
        "A member of this archive has a name that is not UTF-8, too long, absolute, there twice, or"
            + " has control characters or .. in it.",
        "Make the archive again with relative names.");
  }

  static Refused memberKind() {
    return invalid(
        "ARCHIVE_MEMBER_KIND",
        "A member of this archive is no file, folder or link.",
        "Make the archive again without devices, pipes and sparse files.");
  }

  private static Refused invalid(String code, String problem, String step) {
    return Refused.of(Refused.Kind.INVALID, Remedy.of(code, problem, step));
  }
}
