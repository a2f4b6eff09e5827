package dev.sealward.guard;

import dev.sealward.kernel.TenantId;
import java.util.List;

/**
 * Port: names a module keeps and shows in the clear (ids, people's names). A value that stands in
 * one of them is public already and cannot be kept secret.
 */
public interface PublicNames {
  /** The tenant's names, newest first, at most a thousand. */
  List<String> names(TenantId tenant);
}
