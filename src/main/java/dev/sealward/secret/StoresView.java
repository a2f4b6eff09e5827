package dev.sealward.secret;

import dev.sealward.kernel.Remedy;
import dev.sealward.keys.WorkProgress;
import dev.sealward.secret.store.StoreKind;
import java.util.Map;
import java.util.Optional;

/**
 * Where envelopes are kept, as a page shows it.
 *
 * @param chosen where new ones go
 * @param counts how many versions are kept where
 * @param trouble what keeps the chosen store from working now
 * @param elsewhere how many versions are not in the chosen store
 * @param migration where moving them is; empty when nobody ever began
 */
public record StoresView(
    StoreKind chosen,
    Map<StoreKind, Long> counts,
    Optional<Remedy> trouble,
    long elsewhere,
    Optional<WorkProgress> migration) {}
