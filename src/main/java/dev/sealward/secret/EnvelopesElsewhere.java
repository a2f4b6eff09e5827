package dev.sealward.secret;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretRef;
import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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
    if (secret == null || version == null) {
      return null;
    }
    try {
      return envelopes.read(secret, version);
    } catch (Refused notRead) {
      throw named(
          new SecretRef(secret.scope(), secret.ref().name(), OptionalInt.of(number)),
          version.store(),
          notRead);
    }
  }

  /** The same refusal, that says which secret it is about. */
  private static Refused named(SecretRef ref, StoreKind store, Refused notRead) {
    List<String> steps = new ArrayList<>(notRead.remedy().steps());
    steps.add(
        "If it is lost for good: revoke this secret, or rotate it and wait until the version is"
            + " destroyed; then make the backup again.");
    return Refused.of(
        notRead.kind(),
        new Remedy(
            notRead.remedy().code(),
            "The backup needs "
                + ref
                + ", kept in the store "
                + store.text()
                + ". "
                + notRead.remedy().problem(),
            steps));
  }

  static boolean isElsewhere(@Nullable Object store) {
    return !StoreKind.DB.text().equals(store);
  }
}
