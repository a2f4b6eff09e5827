package dev.sealward.web;

import dev.sealward.guard.Guard;
import dev.sealward.kernel.SecretValue;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lets a page show what can be seen once, past the render guard, and audits it. */
@RequestScoped
public class OnceShown {
  private final Visit visit;
  private final Guard guard;
  private final OnceToShow onceToShow;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected OnceShown() {
    this(null, null, null);
  }

  @Inject
  OnceShown(Visit visit, Guard guard, OnceToShow onceToShow) {
    this.visit = visit;
    this.guard = guard;
    this.onceToShow = onceToShow;
  }

  /** What waits to be seen on the page, when it is asked for and not sent to; null when nothing. */
  @Nullable String on(String page) {
    if (!Visit.currentRequest().getMethod().equals("GET")) {
      return null;
    }
    return onceToShow.take(page).map(this::show).orElse(null);
  }

  private String show(OnceToShow.Kept kept) {
    try (SecretValue value = kept.value()) {
      guard.allowOnce(Visit.currentRequest(), visit.caller(), kept.of(), value);
      return value.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
  }
}
