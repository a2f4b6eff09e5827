package dev.sealward.secret.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What the lines of a {@link FileStoreWriter} promise, and whether a store keeps it. */
final class AcknowledgedBlobs {
  private enum State {
    PUTTING,
    THERE,
    ERASING,
    GONE
  }

  private final Map<Blob, State> states = new LinkedHashMap<>();
  private int acknowledged;

  void line(String line) {
    String[] words = line.split(" ");
    if (words.length != 5 || words[4].length() != 36) {
      return; // cut off with its process
    }
    Blob blob =
        new Blob(
            FileStoreWriter.place(words[2]), Integer.parseInt(words[3]), UUID.fromString(words[4]));
    boolean done = words[0].equals("done");
    boolean put = words[1].equals("put");
    states.put(blob, put ? done ? State.THERE : State.PUTTING : done ? State.GONE : State.ERASING);
    if (done) {
      acknowledged++;
    }
  }

  int acknowledged() {
    return acknowledged;
  }

  int known() {
    return states.size();
  }

  /** What is acknowledged holds; what was under way is whole or not there, and then decided. */
  void assertKept(SecretStore store) {
    states.replaceAll(
        (blob, state) -> {
          var found = store.get(blob);
          found.ifPresent(
              bytes -> assertThat(bytes).isEqualTo(FileStoreWriter.envelope(blob.id())));
          if (state == State.THERE) {
            assertThat(found).as("acknowledged and lost").isPresent();
          } else if (state == State.GONE) {
            assertThat(found).as("erased and back").isEmpty();
          }
          return found.isPresent() ? State.THERE : State.GONE;
        });
  }
}
