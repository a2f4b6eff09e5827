package dev.sealward.audit;

import java.util.ArrayList;
import java.util.List;

/** A statement under construction: its text and what stands for its question marks. */
final class SqlText {
  private final StringBuilder text = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  /** Adds text, which is always the programmer's, and the values of its question marks. */
  SqlText add(String part, Object... given) {
    text.append(part);
    values.addAll(List.of(given));
    return this;
  }

  SqlText add(SqlText part) {
    text.append(part.text);
    values.addAll(part.values);
    return this;
  }

  /** Adds {@code (?, ?, ?)}. */
  SqlText addAll(List<?> given) {
    text.append('(').append("?, ".repeat(given.size() - 1)).append("?)");
    values.addAll(given);
    return this;
  }

  /** Adds {@code = ?} for one value and {@code in (?, ?)} for several. */
  SqlText addAny(List<?> given) {
    return given.size() == 1 ? add(" = ?", given.get(0)) : add(" in ").addAll(given);
  }

  /** Takes over another's values, whose text is in here already. */
  SqlText values(SqlText other) {
    values.addAll(other.values);
    return this;
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  String text() {
    return text.toString();
  }

  /** What stands for the question marks, in their order. */
  Object[] values() {
    return values.toArray();
  }
}
