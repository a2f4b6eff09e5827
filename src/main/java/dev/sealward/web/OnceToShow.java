package dev.sealward.web;

import dev.sealward.access.IssuedToken;
import dev.sealward.kernel.EntityId;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token between the request that issued it and the page that shows it, the very next one of the
 * session: a reloaded page neither shows it again nor issues another. Never written out with the
 * session.
 */
@SessionScoped
public class OnceToShow implements Serializable {
  private static final long serialVersionUID = 1L;

  private transient @Nullable EntityId entity;
  private transient @Nullable IssuedToken token;

  /** Takes ownership of the token. */
  synchronized void keep(EntityId owner, IssuedToken issued) {
    drop();
    entity = owner;
    token = issued;
  }

  /** Hands the token over, for the receiver to close; gone from here whatever page asks. */
  synchronized Optional<IssuedToken> take(EntityId owner) {
    IssuedToken kept = token;
    boolean wanted = owner.equals(entity);
    if (!wanted) {
      drop();
    }
    entity = null;
    token = null;
    return wanted ? Optional.ofNullable(kept) : Optional.empty();
  }

  @PreDestroy
  synchronized void drop() {
    if (token != null) {
      token.token().close();
    }
    entity = null;
    token = null;
  }
}
