package dev.sealward.web;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;

/**
 * How far this browser session got in set-up: whether it typed the right code, and whether the
 * recovery key was printed or left for later.
 */
@SessionScoped
public class SetUpProgress implements Serializable {
  private static final long serialVersionUID = 1L;

  private boolean codeAccepted;
  private boolean recoverySettled;

  boolean codeAccepted() {
    return codeAccepted;
  }

  void acceptCode() {
    codeAccepted = true;
  }

  boolean recoverySettled() {
    return recoverySettled;
  }

  void settleRecovery() {
    recoverySettled = true;
  }
}
