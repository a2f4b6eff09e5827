package dev.sealward.secret.store;

class DevStoreTest extends OutsideStoreContract {
  private final DevStore store = new DevStore();

  @Override
  protected SecretStore store() {
    return store;
  }

  /** Memory is always there; in its place, the answer to a store that is not set up. */
  @Override
  protected SecretStore unreachable() {
    return new MissingStore(StoreKind.DEV);
  }
}
