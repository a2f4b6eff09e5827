package dev.sealward.guard;

/** Where text leaves Sealward, or stays in it for others to read: what masks are counted by. */
public enum WayOut {
  RUN_EVENT("Run events", false),
  ARTIFACT("Artifacts", false),
  PROMPT("Prompts", false),
  SERVER_LOG("Server log", false),
  PAGE("Pages", false),
  PAGE_HELD("Pages held back", true),
  FIELD("Fields refused", true),
  RECORD("Audit and alerts", false);

  private final String words;
  private final boolean stopped;

  WayOut(String words, boolean stopped) {
    this.words = words;
    this.stopped = stopped;
  }

  /** What people call it. */
  public String words() {
    return words;
  }

  /** Whether what holds a secret is stopped there, instead of masked. */
  public boolean stopped() {
    return stopped;
  }
}
