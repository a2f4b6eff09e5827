package dev.sealward.access;

import dev.sealward.crypto.Hkdf;
import dev.sealward.crypto.Info;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Browsers that people signed in with, known again by a cookie, so that what others do under a name
 * or from an address keeps nobody out there.
 *
 * <p>Guarantees: a cookie counts for one person, and ends when all sessions of that person end
 * (another password, disabled, ended by an admin or themselves) and after 180 days; it lets nobody
 * in, and is given to nobody who has not signed in wholly; it is a MAC under a key of Sealward's
 * own, so that nobody makes one. While the key ring is not open none counts.
 *
 * <p>Does not protect against whoever has the cookie: they may guess the person's password as often
 * as one browser may.
 *
 * <p>Text form: {@code 1.<device, 32 hex>.<seconds since 1970>.<MAC, 64 hex>}.
 */
@ApplicationScoped
class Devices {
  static final String COOKIE = "sealward-device";

  /** Of all pages, only those of signing in are told. */
  private static final String PATH = "/sign-in";

  private static final Duration LIFE = Duration.ofDays(180);
  private static final String KEY = "sign-in-devices";
  private static final TenantId INSTALLATION = TenantId.of("default");
  private static final int ID_BYTES = 16;
  private static final int MAC_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile("1\\.([0-9a-f]{32})\\.([0-9]{1,12})\\.([0-9a-f]{64})");

  private final KeyRing keyRing;
  private final PublicAddress publicAddress;
  private final Clock clock;
  private final SecureRandom random;

  @Inject
  Devices(KeyRing keyRing, PublicAddress publicAddress, Clock clock, SecureRandom random) {
    this.keyRing = keyRing;
    this.publicAddress = publicAddress;
    this.clock = clock;
    this.random = random;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Devices() {
    this(null, null, null, null);
  }

  /** Lets the browser be known as one that somebody has just signed in with. */
  void remember(HttpServletRequest request, HttpServletResponse response, Admission admission) {
    Optional<String> text = text(admission);
    if (text.isEmpty()) {
      return;
    }
    Cookie cookie = new Cookie(COOKIE, text.get());
    cookie.setPath(request.getContextPath() + PATH);
    cookie.setHttpOnly(true);
    cookie.setSecure(request.isSecure() || publicAddress.isOverTls());
    cookie.setAttribute("SameSite", "Strict");
    cookie.setMaxAge((int) LIFE.toSeconds());
    response.addCookie(cookie);
  }

  /** What the cookie says; empty while there is no key, or who signed in chooses a password yet. */
  Optional<String> text(Admission admission) {
    if (admission.mustChangePassword()) {
      return Optional.empty();
    }
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    String device = HexFormat.of().formatHex(id);
    long at = clock.instant().getEpochSecond();
    Caller person = admission.caller();
    return mac(person.tenant(), person.id(), admission.epoch(), device, at)
        .map(mac -> "1." + device + "." + at + "." + HexFormat.of().formatHex(mac));
  }

  /** The cookie of a request, as it was sent. */
  static @Nullable String cookie(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? null
        : Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(COOKIE))
            .map(Cookie::getValue)
            .findFirst()
            .orElse(null);
  }

  /**
   * The device a cookie was given to; empty when it does not count for this person.
   *
   * @param epoch the person's epoch as it is now
   */
  Optional<String> known(@Nullable String cookie, TenantId tenant, String name, long epoch) {
    Matcher parts = FORM.matcher(cookie == null ? "" : cookie);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String device = parts.group(1);
    long at = Long.parseLong(parts.group(2));
    byte[] presented = HexFormat.of().parseHex(parts.group(3));
    Instant now = clock.instant();
    boolean lives = Instant.ofEpochSecond(at).plus(LIFE).isAfter(now);
    return mac(tenant, name, epoch, device, at)
        .filter(mac -> MessageDigest.isEqual(mac, presented) && lives)
        .map(mac -> device);
  }

  private Optional<byte[]> mac(TenantId tenant, String name, long epoch, String device, long at) {
    if (!(keyRing.state() instanceof KeyState.Open)) {
      return Optional.empty();
    }
    byte[] what =
        Info.of(
            "sealward/sign-in-device/1",
            tenant.value(),
            name,
            Long.toString(epoch),
            device,
            Long.toString(at));
    try {
      return Optional.of(
          keyRing.useOwnKey(
              INSTALLATION, KEY, key -> Hkdf.derive(key, new byte[0], what, MAC_BYTES)));
    } catch (Refused notNow) {
      // Reported where it was found; without the key everybody is a stranger, as before.
      return Optional.empty();
    }
  }
}
