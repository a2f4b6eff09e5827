package dev.sealward.kernel;

import java.util.List;

/**
 * What went wrong and how to mend it, as data: pages show it beside the field, the API carries it
 * in {@code application/problem+json}.
 *
 * <p>Guarantee: texts are written by Sealward's authors and may name ids and limits; they never
 * carry input, a secret value or key material.
 *
 * @param code stable upper-case name, for programs ({@code KEY_UNAVAILABLE})
 * @param problem one sentence: what is wrong
 * @param steps what to do, in order; may be empty when the problem's sentence already says it
 */
public record Remedy(String code, String problem, List<String> steps) {
  /** The code of what is refused until a person has proved once more who they are. */
  public static final String REAUTHENTICATION_NEEDED = "REAUTHENTICATION_NEEDED";

  public Remedy {
    steps = List.copyOf(steps);
  }

  public static Remedy of(String code, String problem, String... steps) {
    return new Remedy(code, problem, List.of(steps));
  }

  /** The problem and its steps as one line, for places that have only one. */
  public String sentence() {
    return steps.isEmpty() ? problem : problem + " " + String.join(" ", steps);
  }
}
