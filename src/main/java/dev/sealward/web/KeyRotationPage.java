package dev.sealward.web;

import dev.sealward.access.KeyCustody;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyState;
import dev.sealward.keys.SourceOffer;
import dev.sealward.keys.SourceOption;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code /settings/security/keys/rotate}: a new master-key version, from the same source or not.
 */
@Named
@RequestScoped
public class KeyRotationPage {
  private final Visit visit;
  private final KeyCustody custody;
  private final KeyRing keyRing;
  private final SecretField passphrase = new SecretField();
  private final SecretField again = new SecretField();
  private @Nullable SourceOffer offer;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected KeyRotationPage() {
    this(null, null, null);
  }

  @Inject
  KeyRotationPage(Visit visit, KeyCustody custody, KeyRing keyRing) {
    this.visit = visit;
    this.custody = custody;
    this.keyRing = keyRing;
  }

  /** Refuses who may not rotate; leads away while there is nothing to rotate. */
  public void load() {
    if (!(custody.view(visit.caller()).state() instanceof KeyState.Open)) {
      visit.goTo(KeysPage.ADDRESS);
    } else {
      visit.confirmFirst();
    }
  }

  /** The offer, asked for once: a keychain may take its time. */
  public SourceOffer getOffer() {
    SourceOffer asked = offer;
    if (asked == null) {
      asked = keyRing.sourceOffer();
      offer = asked;
    }
    return asked;
  }

  /** What to configure before the key can be rotated; null when something can be chosen. */
  public @Nullable Remedy getMissing() {
    return getOffer().options().stream().anyMatch(SourceOption::available)
        ? null
        : getOffer().missing().orElse(null);
  }

  /** Whether the option is the one chosen: what was sent, else the present source if it can be. */
  public boolean isChosen(SourceOption option) {
    return visit.query("source").orElseGet(this::preselected).equals(option.source().text());
  }

  private String preselected() {
    boolean again =
        getOffer().options().stream()
            .anyMatch(option -> option.available() && option.source().text().equals(getPresent()));
    return again ? getPresent() : getOffer().preselected().map(KeySource::text).orElse("");
  }

  /** The source in use, in its text form. */
  public String getPresent() {
    return keyRing.state() instanceof KeyState.Open open ? open.source().text() : "";
  }

  public void rotate() {
    visit.attempt(
        () -> {
          KeySource source = KeySource.parse(visit.query("source").orElse(""));
          if (source == KeySource.PASSPHRASE) {
            passphrase.requireSame(again, "passphrase");
          } else {
            passphrase.forget();
          }
          char[] typed = passphrase.take();
          int version;
          try {
            version = custody.rotate(visit.caller(), source, typed);
          } finally {
            Arrays.fill(typed, '\0');
          }
          visit.say("Rotated: key version " + version + " is in use now.");
          visit.goTo(KeysPage.ADDRESS);
        });
    passphrase.forget();
    again.forget();
  }

  public SecretField getPassphrase() {
    return passphrase;
  }

  public SecretField getAgain() {
    return again;
  }
}
