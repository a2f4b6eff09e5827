package dev.sealward.secret.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What stores outside the database do beyond that: a blob is an envelope of its own. */
@Tag("HOME-04")
public abstract class OutsideStoreContract extends StoreContract {

  @Test
  public void anEnvelopeWrappedAnewStandsBesideTheOldOneUntilThatIsErased() {
    Blob old = blob(place("REWRAPPED"), 1);
    Blob rewrapped = blob(old.place(), 1);
    store().put(old, envelope(120));
    store().put(rewrapped, envelope(121));
    assertThat(store().get(old)).hasValue(envelope(120));

    store().erase(old);

    assertThat(store().get(old)).isEmpty();
    assertThat(store().get(rewrapped)).hasValue(envelope(121));
  }
}
