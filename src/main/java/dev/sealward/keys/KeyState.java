package dev.sealward.keys;

import dev.sealward.kernel.Remedy;

/** Whether secrets can be sealed and opened now. */
public sealed interface KeyState {

  /** Set-up has not made a master key yet. */
  record NotMade() implements KeyState {}

  /** There is a master key, but its recorded source does not give it: {@code remedy} says why. */
  record Locked(KeySource source, Remedy remedy) implements KeyState {}

  /** The ring is open; new envelopes are sealed under {@code activeVersion}. */
  record Open(int activeVersion, KeySource source) implements KeyState {}
}
