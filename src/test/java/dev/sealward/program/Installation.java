package dev.sealward.program;

import java.util.Map;

/**
 * A running Sealward that is set up: {@code demo-runner} may read one of two secrets and write to
 * one of two projects, {@code other-runner} to the other.
 */
record Installation(
    RunningSealward program,
    Operator operator,
    String token,
    String otherToken,
    Operator.Stored granted,
    Operator.Stored notGranted)
    implements AutoCloseable {
  static final String VALUE = "ferry-Nightjar-42-lake?";
  static final String OTHER_VALUE = "quarry/Lantern+81=mole";
  static final String PASSPHRASE = "nine otters under a slow bridge";
  static final String RUNNER = "demo-runner";
  static final String PROJECT = "demo";
  static final String OTHER_PROJECT = "other";

  static Installation onFile() {
    return on(RunningSealward.start(), "file");
  }

  /** With the network cut from before its set-up on. */
  static Installation cutOff() {
    return on(RunningSealward.startCutOff(), "file");
  }

  static Installation on(Map<String, String> environment, String keySource) {
    return on(RunningSealward.start(environment), keySource);
  }

  private static Installation on(RunningSealward program, String keySource) {
    try {
      Operator operator = new Operator(program.address());
      operator.setUp(
          program.setUpCode(), keySource, keySource.equals("passphrase") ? PASSPHRASE : "");
      return populate(program, operator);
    } catch (RuntimeException | Error e) {
      program.close();
      throw e;
    }
  }

  /** What an installation holds, once its administrator is signed in. */
  static Installation populate(RunningSealward program, Operator operator) {
    Operator.Stored granted = operator.storeSecret("DEMO_PASSWORD", VALUE);
    Operator.Stored notGranted = operator.storeSecret("OTHER_PASSWORD", OTHER_VALUE);
    operator.registerEntity(RUNNER);
    operator.registerEntity("other-runner");
    operator.grant(granted.page(), RUNNER, "read");
    operator.grant(operator.createProject(PROJECT), RUNNER, "write");
    operator.grant(operator.createProject(OTHER_PROJECT), "other-runner", "write");
    String token = operator.issueToken(RUNNER);
    String otherToken = operator.issueToken("other-runner");
    return new Installation(program, operator, token, otherToken, granted, notGranted);
  }

  Agent agent() {
    return Agent.withToken(program.address(), token);
  }

  Agent otherAgent() {
    return Agent.withToken(program.address(), otherToken);
  }

  /** The same installation in another process on the same data. */
  Installation in(RunningSealward again) {
    return new Installation(
        again, new Operator(again.address()), token, otherToken, granted, notGranted);
  }

  @Override
  public void close() {
    program.close();
  }
}
