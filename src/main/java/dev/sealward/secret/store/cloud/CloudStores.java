package dev.sealward.secret.store.cloud;

import dev.sealward.secret.store.StoreKind;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** Makes the stores of cloud vendors, in a build that has their libraries. */
public final class CloudStores {
  private CloudStores() {}

  /**
   * The store of that vendor, by the settings read by their dotted lower-case names.
   *
   * @throws IllegalArgumentException when this build cannot make it, or a setting is missing or
   *     cannot be used; its message is one line and names the variable
   */
  public static CloudStore make(StoreKind kind, Function<String, Optional<String>> read)
      throws IOException {
    return switch (kind) {
      case AWS -> {
        require("software.amazon.awssdk.services.secretsmanager.SecretsManagerClient", kind);
        yield AwsStore.by(AwsSettings.read(read));
      }
      case GCP -> {
        require("com.google.api.services.secretmanager.v1.SecretManager", kind);
        yield GcpStore.by(GcpSettings.read(read));
      }
      default -> throw new IllegalArgumentException("no cloud store: " + kind.text());
    };
  }

  private static void require(String library, StoreKind kind) {
    try {
      Class.forName(library, false, CloudStores.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "SECRETS_PROVIDER="
              + kind.text()
              + " needs the vendor's library, which is not in this build: build with mvn -Pcloud.",
          e);
    }
  }
}
