package dev.sealward.keys;

import java.util.List;

/** Things outside the live store that a key version's destruction does not reach. */
public interface KeyDependents {
  /** What depends on the version, newest first, such as backups by name and time; bounded. */
  List<String> dependents(int version);
}
