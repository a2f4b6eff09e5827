package dev.sealward.web;

import dev.sealward.access.RecoveryKit;
import dev.sealward.kernel.Refused;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A recovery key between the request that made it and the page that shows it, the next one of the
 * session; after that only its last group, to compare with what a person types. Never written out
 * with the session.
 */
@SessionScoped
public class KitToShow implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int GROUP_CHARS = 5;

  private transient @Nullable RecoveryKit kit;
  private transient char @Nullable [] lastGroup;

  /** Takes ownership of the kit. */
  synchronized void keep(RecoveryKit made) {
    drop();
    kit = made;
    lastGroup =
        made.text()
            .use(
                text -> {
                  char[] group = new char[GROUP_CHARS];
                  for (int i = 0; i < GROUP_CHARS; i++) {
                    group[i] = (char) text[text.length - GROUP_CHARS + i];
                  }
                  return group;
                });
  }

  /** Hands the kit over, for the receiver to close. */
  synchronized Optional<RecoveryKit> take() {
    RecoveryKit kept = kit;
    kit = null;
    return Optional.ofNullable(kept);
  }

  /** Whether a key was made and not confirmed yet. */
  synchronized boolean isWaiting() {
    return lastGroup != null;
  }

  /** Compares what was typed with the last group of the key made last. */
  synchronized void confirm(char[] typed) {
    char[] expected = lastGroup;
    if (expected == null || !Arrays.equals(expected, plain(typed))) {
      throw Refused.field(
          "lastGroup",
          "RECOVERY_GROUP_WRONG",
          "These are not the last five characters of the recovery key.",
          "Type them from your print. If you have none, make another key.");
    }
    drop();
  }

  /** As the key is printed: capitals, O read as 0, I and L as 1, without spaces and dashes. */
  private static char[] plain(char[] typed) {
    char[] plain = new char[typed.length];
    int length = 0;
    for (char c : typed) {
      char upper = Character.toUpperCase(c);
      if (c != '-' && !Character.isWhitespace(c)) {
        plain[length++] = upper == 'O' ? '0' : upper == 'I' || upper == 'L' ? '1' : upper;
      }
    }
    return Arrays.copyOf(plain, length);
  }

  @PreDestroy
  synchronized void drop() {
    if (kit != null) {
      kit.close();
      kit = null;
    }
    if (lastGroup != null) {
      Arrays.fill(lastGroup, '\0');
      lastGroup = null;
    }
  }
}
