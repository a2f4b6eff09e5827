package dev.sealward.web;

import dev.sealward.access.KeyCustody;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.FolderFinding;
import dev.sealward.keys.KeyState;
import dev.sealward.keys.KeyVersionState;
import dev.sealward.keys.KeyVersionView;
import dev.sealward.keys.KeysView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /settings/security/keys}: the master key's versions and their rotation (VAULT-06). */
@Named
@RequestScoped
public class KeysPage {
  static final String ADDRESS = "/settings/security/keys";

  private final Visit visit;
  private final KeyCustody custody;
  private @Nullable KeysView view;
  private @Nullable Remedy sourceProblem;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected KeysPage() {
    this(null, null);
  }

  @Inject
  KeysPage(Visit visit, KeyCustody custody) {
    this.visit = visit;
    this.custody = custody;
  }

  public void load() {
    if (isOpen()) {
      sourceProblem = custody.sourceProblem(visit.caller()).orElse(null);
    }
  }

  public KeysView getView() {
    KeysView seen = view;
    if (seen == null) {
      seen = custody.view(visit.caller());
      view = seen;
    }
    return seen;
  }

  public boolean isOpen() {
    return getView().state() instanceof KeyState.Open;
  }

  public boolean isNotMade() {
    return getView().state() instanceof KeyState.NotMade;
  }

  /** Why the ring is locked; null while it is not. */
  public @Nullable Remedy getLocked() {
    return getView().state() instanceof KeyState.Locked locked ? locked.remedy() : null;
  }

  /** What would keep the source from opening the ring at the next start; null when nothing. */
  public @Nullable Remedy getSourceProblem() {
    return sourceProblem;
  }

  /** What to do when the configuration names another source than the one in use; null when not. */
  public @Nullable Remedy getSourceMismatch() {
    return custody.sourceMismatch(visit.caller()).orElse(null);
  }

  /** What the last start found wrong about the data folder. */
  public List<FolderFinding> getFolderFindings() {
    return custody.folderFindings(visit.caller());
  }

  /** The version in use; null before set-up. */
  public @Nullable KeyVersionView getActive() {
    return getView().versions().stream()
        .filter(version -> version.state() == KeyVersionState.ACTIVE)
        .findFirst()
        .orElse(null);
  }

  /** Where re-wrapping is; null when there never was any. */
  public @Nullable RewrapCard getRewrap() {
    return card(getView());
  }

  private static @Nullable RewrapCard card(KeysView view) {
    return view.rewrap().map(RewrapCard::new).orElse(null);
  }

  public boolean isWorking() {
    return isWorking(getView());
  }

  static boolean isWorking(KeysView view) {
    RewrapCard card = card(view);
    return card != null && card.isRunning();
  }

  public String protects(KeyVersionView version) {
    return protects(getView(), version.number());
  }

  /** What still needs a version, by kind: {@code Masks 4, secret values 12}. */
  static String protects(KeysView view, int version) {
    String counts =
        view.protects().getOrDefault(version, Map.of()).entrySet().stream()
            .filter(count -> count.getValue() > 0)
            .map(count -> count.getKey() + " " + Numbers.grouped(count.getValue()))
            .collect(Collectors.joining(", "));
    return counts.isEmpty() ? "Nothing" : capital(counts);
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  public boolean isDestroyable(KeyVersionView version) {
    return version.state() == KeyVersionState.ROTATED && version.retiredAt() != null;
  }

  /** Changes whenever the page has to show something else than other numbers. */
  public String getMark() {
    return mark(getView());
  }

  static String mark(KeysView view) {
    StringBuilder mark = new StringBuilder();
    view.rewrap()
        .ifPresent(
            work ->
                mark.append(work.subject())
                    .append(work.state().text())
                    .append(work.failures().size()));
    for (KeyVersionView version : view.versions()) {
      mark.append('.')
          .append(version.number())
          .append(version.state().text())
          .append(version.retiredAt() == null ? "" : "-");
    }
    return mark.toString();
  }

  public Target getTarget() {
    return KeyCustody.RING;
  }

  public String getAddress() {
    return ADDRESS;
  }

  public void pause() {
    visit.attempt(
        () -> {
          custody.pause(visit.caller());
          visit.goTo(ADDRESS);
        });
  }

  /** Goes on after a pause, or tries again what failed. */
  public void resume() {
    visit.attempt(
        () -> {
          custody.resume(visit.caller());
          visit.goTo(ADDRESS);
        });
  }
}
