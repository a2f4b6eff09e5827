package dev.sealward.web;

import dev.sealward.access.KeyCustody;
import dev.sealward.kernel.Refused;
import dev.sealward.keys.KeyVersionState;
import dev.sealward.keys.KeyVersionView;
import dev.sealward.keys.KeysView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /settings/security/keys/{version}/destroy}: the end of a retired master-key version. */
@Named
@RequestScoped
public class KeyDestructionPage {
  private final Visit visit;
  private final KeyCustody custody;
  private String confirmation = "";
  private @Nullable KeysView view;
  private @Nullable List<String> dependents;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected KeyDestructionPage() {
    this(null, null);
  }

  @Inject
  KeyDestructionPage(Visit visit, KeyCustody custody) {
    this.visit = visit;
    this.custody = custody;
  }

  public void load() {
    getVersion();
    visit.confirmFirst();
  }

  private int number() {
    String part = visit.part("version");
    if (!part.matches("[1-9][0-9]{0,8}")) {
      throw Refused.missing("key version");
    }
    return Integer.parseInt(part);
  }

  private KeysView view() {
    KeysView seen = view;
    if (seen == null) {
      seen = custody.view(visit.caller());
      view = seen;
    }
    return seen;
  }

  public KeyVersionView getVersion() {
    int number = number();
    return view().versions().stream()
        .filter(version -> version.number() == number)
        .findFirst()
        .orElseThrow(() -> Refused.missing("key version"));
  }

  /** Which part of the page holds: {@code retired}, or why nothing can be destroyed. */
  public String getStanding() {
    KeyVersionView version = getVersion();
    if (version.state() == KeyVersionState.ACTIVE) {
      return "active";
    }
    if (version.state() == KeyVersionState.REVOKED) {
      return "destroyed";
    }
    return version.retiredAt() == null ? "needed" : "retired";
  }

  /** What still needs the version. */
  public String getNeededBy() {
    return KeysPage.protects(view(), getVersion().number());
  }

  /** What carries the version outside the live store, such as backups. */
  public List<String> getDependents() {
    List<String> named = dependents;
    if (named == null) {
      named = custody.dependents(visit.caller(), number());
      dependents = named;
    }
    return named;
  }

  /** What has to be typed. */
  public String getPhrase() {
    return "destroy " + number();
  }

  public void destroy() {
    visit.attempt(
        () -> {
          custody.destroy(visit.caller(), number(), confirmation);
          visit.say("Key version " + number() + " is destroyed.");
          visit.goTo(KeysPage.ADDRESS);
        });
  }

  public String getConfirmation() {
    return confirmation;
  }

  public void setConfirmation(String confirmation) {
    this.confirmation = confirmation;
  }
}
