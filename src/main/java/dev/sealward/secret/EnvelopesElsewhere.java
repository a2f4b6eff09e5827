package dev.sealward.secret;

import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The envelopes that are kept outside the database, as a backup asks for them. */
@ApplicationScoped
class EnvelopesElsewhere {
  private final EntityManager entityManager;
  private final StoredEnvelopes envelopes;

  @Inject
  EnvelopesElsewhere(EntityManager entityManager, StoredEnvelopes envelopes) {
    this.entityManager = entityManager;
    this.envelopes = envelopes;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  EnvelopesElsewhere() {
    this(null, null);
  }

  /**
   * A version's envelope as it is now: the one a backup's snapshot names may have been wrapped anew
   * or moved since. Null when it was destroyed meanwhile, and belongs in no backup.
   */
  @Transactional(TxType.REQUIRES_NEW)
  byte @Nullable [] now(UUID secretId, int number) {
    SecretRow secret = entityManager.find(SecretRow.class, secretId);
    VersionRow version = entityManager.find(VersionRow.class, new VersionRow.Key(secretId, number));
    return secret == null || version == null ? null : envelopes.read(secret, version);
  }

  static boolean isElsewhere(@Nullable Object store) {
    return !StoreKind.DB.text().equals(store);
  }
}
