package dev.sealward.secret;

import java.util.List;

/**
 * What came of storing or rotating: the metadata, and which parts of the value cannot be masked.
 */
public record StoredSecret(SecretView secret, List<String> maskingNotes) {
  public StoredSecret {
    maskingNotes = List.copyOf(maskingNotes);
  }
}
