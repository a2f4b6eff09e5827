package dev.sealward.keys;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Lets an in-server test look at the key's age now instead of waiting for the next turn. */
@ApplicationScoped
public class AgedKeys {
  @Inject KeyAge age;

  public void look() {
    age.look();
  }
}
