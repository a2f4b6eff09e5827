package dev.sealward.web;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A form field somebody types a secret into: the one place where pages take secret text as a {@code
 * String}, since Faces and the servlet API know nothing else.
 *
 * <p>Guarantees: write-only; what was typed is never given back to a page, so it is not rendered
 * again; it is held for one request. Does not protect against: the {@code String} copies of the
 * container, which live until they are collected.
 */
public final class SecretField {
  private char[] typed = new char[0];

  /** Always null: a secret is not shown again. */
  public @Nullable String getTyped() {
    return null;
  }

  public void setTyped(@Nullable String text) {
    forget();
    typed = text == null ? new char[0] : text.toCharArray();
  }

  boolean isEmpty() {
    return typed.length == 0;
  }

  /** Refuses, beside the field {@code NAMEAgain}, what was typed differently the second time. */
  void requireSame(SecretField again, String name) {
    if (!Arrays.equals(typed, again.typed)) {
      throw Refused.field(
          name + "Again",
          "TYPED_DIFFERENTLY",
          "The two " + name + "s are not the same.",
          "Type both again; nothing was changed.");
    }
  }

  /** Hands the characters over; the receiver zeroes them. */
  char[] take() {
    char[] taken = typed;
    typed = new char[0];
    return taken;
  }

  /** Hands the text over, for what masks it; it is kept nowhere. */
  String takeText() {
    char[] taken = take();
    try {
      return String.valueOf(taken);
    } finally {
      Arrays.fill(taken, '\0');
    }
  }

  /** Hands the characters over as UTF-8; the receiver closes the value. */
  SecretValue takeValue() {
    char[] taken = take();
    try {
      return SecretValue.copyOf(taken);
    } finally {
      Arrays.fill(taken, '\0');
    }
  }

  void forget() {
    Arrays.fill(typed, '\0');
    typed = new char[0];
  }

  @Override
  public String toString() {
    return "SecretField[hidden]";
  }
}
