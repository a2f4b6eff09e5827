package dev.sealward.web;

import dev.sealward.keys.WorkProgress;
import dev.sealward.keys.WorkState;
import dev.sealward.secret.StoreKeeping;
import dev.sealward.secret.StoresView;
import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where envelopes are kept, and moving them to the store that was chosen since (FOUND-01). */
@Named
@RequestScoped
public class StoresCard {
  private final Visit visit;
  private final StoreKeeping keeping;
  private @Nullable StoresView view;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected StoresCard() {
    this(null, null);
  }

  @Inject
  StoresCard(Visit visit, StoreKeeping keeping) {
    this.visit = visit;
    this.keeping = keeping;
  }

  public StoresView getView() {
    StoresView seen = view;
    if (seen == null) {
      seen = keeping.view(visit.caller());
      view = seen;
    }
    return seen;
  }

  /** The chosen store in words. */
  public String getChosen() {
    return name(getView().chosen());
  }

  /** A store in words. */
  static String name(StoreKind kind) {
    return switch (kind) {
      case DB -> "The database";
      case FILE -> "Files in the data folder";
      case KEYCHAIN -> "The operating system's keychain";
      case VAULT -> "A Vault server";
      case AWS -> "AWS Secrets Manager";
      case GCP -> "Google Cloud's Secret Manager";
      case DEV -> "Memory: insecure, for development only";
    };
  }

  /** A store and what it holds. */
  public record Kept(String store, String versions) {}

  public List<Kept> getKept() {
    return getView().counts().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> new Kept(name(entry.getKey()), Numbers.grouped(entry.getValue())))
        .toList();
  }

  /** The last move, if there ever was one. */
  public @Nullable WorkProgress getMigration() {
    return getView().migration().orElse(null);
  }

  public int getPercent() {
    WorkProgress work = getMigration();
    return work == null ? 0 : work.percent();
  }

  /** How many more could not be moved than are listed. */
  public long getUnlisted() {
    WorkProgress work = getMigration();
    return work == null ? 0 : work.unlisted();
  }

  public boolean isRunning() {
    return isIn(WorkState.RUNNING);
  }

  public boolean isPaused() {
    return isIn(WorkState.PAUSED);
  }

  private boolean isIn(WorkState state) {
    WorkProgress work = getMigration();
    return work != null && work.state() == state;
  }

  /** Something is kept elsewhere and nobody is moving it. */
  public boolean isMovable() {
    return getView().elsewhere() > 0 && !isRunning() && !isPaused();
  }

  public void migrate() {
    does(() -> keeping.migrate(visit.caller()));
  }

  public void pause() {
    does(() -> keeping.pause(visit.caller()));
  }

  public void resume() {
    does(() -> keeping.resume(visit.caller()));
  }

  private void does(Runnable deed) {
    visit.attempt(
        () -> {
          deed.run();
          visit.goTo(KeysPage.ADDRESS + "#stores");
        });
  }
}
