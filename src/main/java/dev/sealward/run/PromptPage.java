package dev.sealward.run;

import java.util.List;

/**
 * Some prompts of a run in their order.
 *
 * @param more whether there are more after the last of them
 */
public record PromptPage(List<PromptView> prompts, boolean more) {
  public PromptPage {
    prompts = List.copyOf(prompts);
  }
}
