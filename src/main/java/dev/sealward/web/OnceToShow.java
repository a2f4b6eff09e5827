package dev.sealward.web;

import dev.sealward.audit.Target;
import dev.sealward.kernel.SecretValue;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen once, between the request that made it and the page that shows it, the very next
 * one of the session: a reloaded page neither shows it again nor makes another. Never written out
 * with the session.
 */
@SessionScoped
public class OnceToShow implements Serializable {
  private static final long serialVersionUID = 1L;

  private transient @Nullable String page;
  private transient @Nullable Kept kept;

  /**
   * A value that can be seen once; the receiver closes it.
   *
   * @param of what it belongs to, as it is audited
   */
  record Kept(Target of, SecretValue value) {}

  /** Takes ownership of the value. */
  synchronized void keep(String address, Target of, SecretValue value) {
    drop();
    page = address;
    kept = new Kept(of, value);
  }

  /** Hands the value over, for the receiver to close; gone from here whatever page asks. */
  synchronized Optional<Kept> take(String address) {
    Kept taken = kept;
    boolean wanted = address.equals(page);
    if (!wanted) {
      drop();
    }
    page = null;
    kept = null;
    return wanted ? Optional.ofNullable(taken) : Optional.empty();
  }

  @PreDestroy
  synchronized void drop() {
    if (kept != null) {
      kept.value().close();
    }
    page = null;
    kept = null;
  }
}
