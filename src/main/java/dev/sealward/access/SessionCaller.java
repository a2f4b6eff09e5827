package dev.sealward.access;

import dev.sealward.guard.PageCaller;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Tells the render guard whose page it holds. */
@ApplicationScoped
class SessionCaller implements PageCaller {
  @Override
  public Optional<Caller> caller(HttpServletRequest request) {
    return CurrentCaller.identified(request).filter(Caller::isPerson);
  }
}
