package dev.sealward.secret;

import java.util.List;

/**
 * A secret with its versions, newest first.
 *
 * @param maskingNotes which parts of the active value cannot be masked, and why; never the value
 */
public record SecretDetail(
    SecretView secret, List<VersionView> versions, List<String> maskingNotes) {
  public SecretDetail {
    versions = List.copyOf(versions);
    maskingNotes = List.copyOf(maskingNotes);
  }
}
