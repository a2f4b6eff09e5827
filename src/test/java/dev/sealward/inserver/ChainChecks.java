package dev.sealward.inserver;

import dev.sealward.audit.Chain;
import dev.sealward.audit.ChainBreak;
import dev.sealward.kernel.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A check of a whole chain, piece by piece. */
final class ChainChecks {
  private static final int PIECE = 100;

  private ChainChecks() {}

  static List<ChainBreak> all(Chain chain, TenantId tenant) {
    List<ChainBreak> found = new ArrayList<>();
    @Nullable String after = null;
    do {
      Chain.Checked piece = chain.check(tenant, after, PIECE);
      found.addAll(piece.found());
      after = piece.next();
    } while (after != null);
    return found;
  }
}
