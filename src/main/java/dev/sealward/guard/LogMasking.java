package dev.sealward.guard;

import dev.sealward.redaction.Continued;
import dev.sealward.redaction.Finding;
import dev.sealward.redaction.RedactedText;
import dev.sealward.redaction.Redactor;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Masks the whole server's log: from before the first bean until after the last one, it stands
 * around the formatter of every log handler, around {@code System.out} and around {@code
 * System.err} (ST-SEC-004).
 *
 * <p>Guarantees: formats are masked from the start; once there may be values in this process, what
 * is logged waits until {@link Guard} has loaded those of every tenant, and is masked by all of
 * them ({@link HeldLog}); a text that cannot be masked is replaced by {@link
 * MaskingFormatter#WITHHELD} and counted; a key that a thread logs line by line is masked as one
 * ({@link OpenLines}); what masking itself logs is withheld, so it cannot go round in circles.
 * Everything is put back when the application ends, so that deploying again does not stack. Does
 * not protect against a handler that formats by itself, or one that is added after the last look
 * and before the next ({@link #wrapHandlers} looks again at start-up steps and when logging is
 * reconfigured).
 *
 * <p>Created by the container before there are beans; {@link Guard} gets it injected and hands it
 * the redactors. Thread-safe.
 */
public class LogMasking implements Extension {
  private final Redactor formats = Redactor.of(randomKey());
  private final Map<Handler, MaskingFormatter> wrapped =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private final Set<Thread> masking = ConcurrentHashMap.newKeySet();
  private final AtomicLong failures = new AtomicLong();
  private final HeldLog held = new HeldLog();
  private final Runnable onReconfiguration = this::wrapHandlers;
  private volatile Supplier<List<Redactor>> redactors = List::of;
  private volatile Consumer<List<Finding>> counting = found -> {};
  private volatile boolean installed;
  private @Nullable MaskingPrintStream out;
  private @Nullable MaskingPrintStream err;

  void begin(@Observes BeforeBeanDiscovery event) {
    install();
  }

  void lookAgain(@Observes AfterDeploymentValidation event) {
    wrapHandlers();
  }

  void end(@Observes BeforeShutdown event) {
    uninstall();
  }

  /** The redactor that knows formats only. */
  Redactor formats() {
    return formats;
  }

  /**
   * From now on masks with the redactors that {@code loaded} gives at each text.
   *
   * @param counted hears of what was masked; must not log
   */
  void use(Supplier<List<Redactor>> loaded, Consumer<List<Finding>> counted) {
    redactors = loaded;
    counting = counted;
    wrapHandlers();
  }

  /** From now on what is logged waits. */
  void hold() {
    held.begin();
  }

  /** All values are known: what waits leaves masked, and nothing waits any more. */
  void letGo() {
    held.release(this::mask);
  }

  /** Not all values can be known now: what waits leaves without its text. */
  void withhold() {
    held.withhold(this::mask);
  }

  /** How many texts were withheld since the last call. */
  long takeFailures() {
    return failures.get() == 0 ? 0 : failures.getAndSet(0);
  }

  synchronized void install() {
    if (installed) {
      return;
    }
    installed = true;
    wrapHandlers();
    LogManager.getLogManager().addConfigurationListener(onReconfiguration);
    out = masking(System.out);
    err = masking(System.err);
    System.setOut(out);
    System.setErr(err);
  }

  synchronized void uninstall() {
    installed = false;
    held.close(this::mask);
    counting = found -> {};
    LogManager.getLogManager().removeConfigurationListener(onReconfiguration);
    synchronized (wrapped) {
      wrapped.forEach(LogMasking::unwrap);
      wrapped.clear();
    }
    System.setOut(withoutOurs(System.out, out));
    System.setErr(withoutOurs(System.err, err));
    out = null;
    err = null;
    // Last: what stood on a line without an end left masked by it.
    redactors = List::of;
  }

  private MaskingPrintStream masking(PrintStream target) {
    Consumer<String> place =
        text -> {
          target.print(text);
          target.flush();
        };
    String bare = HeldLog.NOT_KNOWN + System.lineSeparator();
    OpenLines lines = new OpenLines(this);
    return new MaskingPrintStream(
        target,
        printed -> {
          String text = lines.next(Thread.currentThread().getId(), printed);
          return held.take(place, text, bare) ? "" : mask(text);
        });
  }

  /** Wraps every handler that is not wrapped yet; before and after its time, none. */
  void wrapHandlers() {
    if (!installed) {
      return;
    }
    LogManager manager = LogManager.getLogManager();
    for (String name : Collections.list(manager.getLoggerNames())) {
      Logger logger = manager.getLogger(name);
      if (logger != null) {
        for (Handler handler : logger.getHandlers()) {
          wrap(handler);
        }
      }
    }
  }

  private void wrap(Handler handler) {
    synchronized (wrapped) {
      Formatter formatter = handler.getFormatter();
      if (formatter != null && formatter != wrapped.get(handler)) {
        MaskingFormatter ours = new HoldingFormatter(formatter, this, handler, held);
        handler.setFormatter(ours);
        wrapped.put(handler, ours);
      }
    }
  }

  private static void unwrap(Handler handler, MaskingFormatter ours) {
    if (handler.getFormatter() == ours) {
      handler.setFormatter(ours.inner());
    }
  }

  // Someone may have put a stream of their own in front since; then ours stays where it is.
  private static PrintStream withoutOurs(PrintStream current, @Nullable MaskingPrintStream ours) {
    if (ours == null) {
      return current;
    }
    ours.finish();
    return current == ours ? ours.target() : current;
  }

  String mask(String text) {
    return guarded(
        known -> {
          String masked = text;
          for (Redactor redactor : known) {
            masked = counted(redactor.redact(masked));
          }
          return masked;
        },
        () -> withheld(text),
        true);
  }

  /** What may be seen of a text, and whether a secret may go on behind it. */
  record Shown(String text, boolean isOpen) {}

  /**
   * Masks a text as the lines behind {@code before}; neither ends with its last line break. A text
   * with nothing before it that cannot be masked stays as it is: {@link #mask} is still to come.
   */
  Shown maskAfter(String before, String text) {
    boolean[] isOpen = new boolean[1];
    String shown =
        guarded(
            known -> {
              String masked = text;
              String first = before;
              for (Redactor redactor : known) {
                Continued next = redactor.redactAfter(first, masked);
                first = next.before().toString();
                masked = counted(next.text());
                isOpen[0] |= next.isOpen();
              }
              return masked;
            },
            () -> before.isEmpty() ? text : withheld(text),
            !before.isEmpty());
    return new Shown(shown, isOpen[0]);
  }

  private String guarded(
      Function<List<Redactor>, String> masked, Supplier<String> otherwise, boolean counts) {
    Thread here = Thread.currentThread();
    if (!masking.add(here)) {
      return otherwise.get();
    }
    try {
      List<Redactor> known = redactors.get();
      return masked.apply(known.isEmpty() ? List.of(formats) : known);
    } catch (RuntimeException | Error e) {
      if (counts) {
        failures.incrementAndGet();
      }
      return otherwise.get();
    } finally {
      masking.remove(here);
    }
  }

  private String counted(RedactedText text) {
    if (text.isMasked()) {
      counting.accept(text.findings());
    }
    return text.toString();
  }

  private static String withheld(String text) {
    return text.endsWith("\n") ? MaskingFormatter.WITHHELD + "\n" : MaskingFormatter.WITHHELD;
  }

  private static byte[] randomKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
