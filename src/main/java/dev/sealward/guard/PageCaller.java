package dev.sealward.guard;

import dev.sealward.kernel.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Port: who is behind a page request, so that the render guard compares with the right tenant's
 * values. The module that signs people in implements it; without an answer a page is compared with
 * the values of every tenant.
 */
public interface PageCaller {
  /** The signed-in person, or empty. Must not throw for a request nobody is signed in to. */
  Optional<Caller> caller(HttpServletRequest request);
}
