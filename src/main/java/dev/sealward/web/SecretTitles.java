package dev.sealward.web;

import dev.sealward.kernel.SecretRef;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** How pages call a secret: provider and name, as people speak of it. */
@Named
@ApplicationScoped
public class SecretTitles {

  /** {@code openai / billing-key}; the name alone when the provider is generic. */
  static String of(SecretRef ref) {
    String provider = ref.scope().provider().value();
    return provider.equals("generic") ? ref.name().value() : provider + " / " + ref.name();
  }

  public String title(SecretRef ref) {
    return of(ref);
  }
}
