package dev.sealward.access;

import dev.sealward.kernel.Caller;

/**
 * Somebody who has proved who they are, for {@link CurrentCaller#signIn} to begin a session with.
 *
 * @param epoch the epoch of the row the proof was checked against, so that a session begun with
 *     what has been changed meanwhile ends with its first request
 * @param mustChangePassword whether they get no further than choosing a password
 * @param proven whether it was proved here and now; a provider may let somebody in who signed in
 *     there long ago
 */
public record Admission(Caller caller, long epoch, boolean mustChangePassword, boolean proven) {
  /** The same, as a provider's word only: what is dangerous asks for more. */
  Admission onAnothersWord() {
    return new Admission(caller, epoch, mustChangePassword, false);
  }
}
