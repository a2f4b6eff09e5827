package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import dev.sealward.guard.Guard;
import dev.sealward.guard.TextFields;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Input;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.Set;

/**
 * Scans what entities send as it is read, unless {@link TextFields} says that it is something else
 * than scanned (ST-SEC-002): {@link FlatJson} asks for each text of a body, {@link SentParameters}
 * for each parameter of a call that changes something. So no endpoint can forget.
 *
 * <p>Does not protect against: a value that the same call makes known, which the module that stores
 * it looks for; and an entity learning, before its right to the call is looked at, that a text
 * holds a stored value. What it hits is audited, and ten hits within a minute raise an alert.
 */
@ApplicationScoped
public class SentTexts {
  /** No field takes as much; a longer text would hold many guesses. */
  private static final int MAX_CHARS = 4 << 10;

  private static final int MAX_REMEMBERED = 16;

  private final Guard guard;
  private final CurrentCaller caller;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected SentTexts() {
    this(null, null);
  }

  @Inject
  SentTexts(Guard guard, CurrentCaller caller) {
    this.guard = guard;
    this.caller = caller;
  }

  /** The check of what a class reads of the present call; for one thread. */
  TextCheck in(Class<?> reader) {
    Caller entity = caller.requireEntity();
    String place = reader.getSimpleName();
    // Every line of an upload names its stream.
    Set<String> passed = new HashSet<>();
    return (field, text) -> {
      if (TextFields.of(place, field) != TextFields.Kind.SCANNED || passed.contains(text)) {
        return;
      }
      Input.limit(field, text, MAX_CHARS);
      guard.refusePlaintext(entity, field, text);
      if (passed.size() < MAX_REMEMBERED) {
        passed.add(text);
      }
    };
  }
}
