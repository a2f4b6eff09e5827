package dev.sealward.keys;

import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.TenantId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of an envelope that did not open.
 *
 * @param home where its data key belongs, when that is known and is not where it stands
 */
public record Diagnosis(Damage damage, @Nullable BoundTo home) {

  /**
   * Where an envelope could have come from.
   *
   * @param means what it is called when it did
   */
  public record Suspicion(Damage means, BoundTo place) {}

  /** What the failure alone says. */
  public static Diagnosis of(UnopenableException why) {
    return new Diagnosis(Damage.of(why), null);
  }

  /** With another word for what its value alone cannot tell. */
  public Diagnosis rather(Damage better) {
    return damage == Damage.ALTERED && home == null ? new Diagnosis(better, null) : this;
  }

  /** Where it belongs, in words for the people of a tenant. */
  Optional<String> belongsTo(TenantId tenant) {
    BoundTo known = home;
    if (known == null) {
      return Optional.empty();
    }
    return Optional.of(
        known.scope().tenant().equals(tenant)
            ? "belongs to " + known.rowId() + " version " + known.version() + " in " + known.scope()
            : "belongs to another tenant");
  }
}
