package dev.sealward.web;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;

/** How far this browser session got in set-up: whether it typed the right code. */
@SessionScoped
public class SetUpProgress implements Serializable {
  private static final long serialVersionUID = 1L;

  private boolean codeAccepted;

  boolean codeAccepted() {
    return codeAccepted;
  }

  void acceptCode() {
    codeAccepted = true;
  }
}
