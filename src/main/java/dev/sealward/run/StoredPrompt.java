package dev.sealward.run;

/** A prompt that was masked and stored; there is no other way to make one. */
public final class StoredPrompt {
  private final int number;
  private final PromptJson.Masked prompt;

  StoredPrompt(int number, PromptJson.Masked prompt) {
    this.number = number;
    this.prompt = prompt;
  }

  /** Its place among the run's prompts, from 1 up. */
  public int number() {
    return number;
  }

  /** How many places were masked. */
  public int masked() {
    return prompt.found().size();
  }

  /** The masked payload, which may be sent on; JSON. */
  public String text() {
    return prompt.text();
  }
}
