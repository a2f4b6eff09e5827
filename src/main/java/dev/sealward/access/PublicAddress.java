package dev.sealward.access;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Under which names people may ask for pages: any IP address, {@code localhost}, and the host of
 * {@code SEALWARD_PUBLIC_URL}. A page asked for under another name is not given, so that no foreign
 * name that leads here (DNS rebinding), and no made-up {@code Host}, gets a page or a redirect.
 *
 * <p>Where that address is {@code https}, a browser sends the session's cookie over TLS only, also
 * when a proxy in front ends the TLS and this server itself is asked over HTTP.
 */
@ApplicationScoped
public class PublicAddress {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]{2,45}])(?::[0-9]{1,5})?");
  private static final Pattern LOCAL = Pattern.compile("localhost(?::[0-9]{1,5})?");

  private final Optional<String> own;
  private final boolean overTls;

  @Inject
  PublicAddress(Config config) {
    Optional<URI> address =
        config == null
            ? Optional.empty()
            : config
                .getOptionalValue("sealward.public.url", String.class)
                .map(text -> URI.create(text.strip()));
    this.own = address.map(uri -> withoutPort(uri.getAuthority()));
    this.overTls = address.filter(uri -> "https".equalsIgnoreCase(uri.getScheme())).isPresent();
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected PublicAddress() {
    this(null);
  }

  void start(@Observes @Priority(100) @Initialized(ApplicationScoped.class) Object context) {
    if (overTls && context instanceof ServletContext web) {
      web.getSessionCookieConfig().setSecure(true);
    }
  }

  /** Whether people reach this installation over TLS, also where a proxy ends it. */
  boolean isOverTls() {
    return overTls;
  }

  /** Whether a request that names this host in its {@code Host} header may have a page. */
  @ForAnyone("It says whether a host is this installation's.")
  public boolean isOwn(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String asked = host.toLowerCase(Locale.ROOT);
    return ADDRESS.matcher(asked).matches()
        || LOCAL.matcher(asked).matches()
        || own.filter(withoutPort(asked)::equals).isPresent();
  }

  private static String withoutPort(String authority) {
    return authority.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]{1,5}$", "");
  }
}
