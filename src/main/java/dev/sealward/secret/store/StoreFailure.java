package dev.sealward.secret.store;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;

/**
 * A store did not do what it was asked, and gives nothing instead.
 *
 * <p>Guarantee: carries ids and limits, never a byte of an envelope, a credential or an answer of
 * the other side.
 */
public final class StoreFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why it did not. */
  public enum Reason {
    /** Away, sealed, too slow, or not set up. Trying again later may help. */
    UNAVAILABLE,
    /** Too many wait for it already. */
    BUSY,
    /** The store is there and lets Sealward not in. */
    DENIED,
    /** Over what the store takes. */
    TOO_LARGE,
    /** What the store holds is not what was written. */
    CORRUPT,
    /** The blob's id is taken by other bytes. */
    CONFLICT,
    /** The store cannot do this at all. */
    UNSUPPORTED
  }

  private final StoreKind store;
  private final Reason reason;
  private final transient Remedy remedy;

  public StoreFailure(StoreKind store, Reason reason, String problem, String... steps) {
    super("store " + store.text() + ": " + reason + ": " + problem, null, false, false);
    this.store = store;
    this.reason = reason;
    this.remedy = Remedy.of("STORE_" + reason, problem, steps);
  }

  public StoreKind store() {
    return store;
  }

  public Reason reason() {
    return reason;
  }

  public Remedy remedy() {
    return remedy;
  }

  /** As the refusal a caller gets. */
  public Refused refused() {
    return Refused.of(
        reason == Reason.TOO_LARGE ? Refused.Kind.TOO_LARGE : Refused.Kind.UNAVAILABLE, remedy);
  }

  /** Over what the store takes for one envelope. */
  public static StoreFailure tooLarge(StoreKind store, int maxBytes) {
    return new StoreFailure(
        store,
        Reason.TOO_LARGE,
        "The store " + store.text() + " takes at most " + maxBytes + " bytes for one sealed value.",
        "Store a smaller value, or choose another store with SECRETS_PROVIDER.");
  }

  /** Too many callers wait for the store already. */
  public static StoreFailure busy(StoreKind store) {
    return new StoreFailure(
        store,
        Reason.BUSY,
        "The store " + store.text() + " answers slowly, and too many calls wait for it.",
        "Try again in a moment; see how the store is doing.");
  }

  /** The blob is there with other bytes. */
  public static StoreFailure taken(StoreKind store) {
    return new StoreFailure(
        store,
        Reason.CONFLICT,
        "The store " + store.text() + " holds something else under this id.",
        "Try again.");
  }
}
