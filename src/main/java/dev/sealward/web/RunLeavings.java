package dev.sealward.web;

import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import dev.sealward.run.ArtifactPage;
import dev.sealward.run.ArtifactView;
import dev.sealward.run.Artifacts;
import dev.sealward.run.PromptPage;
import dev.sealward.run.PromptView;
import dev.sealward.run.Prompts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run leaves besides its log, on the run's page: prompts and artifacts (ST-SEC-005). */
@Named
@RequestScoped
public class RunLeavings {
  private static final int PROMPTS = 20;
  private static final int ARTIFACTS = 200;

  /** A page shows the beginning of a longer prompt; the API has all of it. */
  private static final int SHOWN_CHARS = 20_000;

  private final Visit visit;
  private final Artifacts artifacts;
  private final Prompts prompts;
  private @Nullable ArtifactPage artifactPage;
  private @Nullable PromptPage promptPage;

  /** A prompt as the page shows it. */
  public record Prompt(
      int number,
      Instant storedAt,
      int chars,
      int masked,
      boolean blocked,
      boolean cut,
      List<MaskedText.Part> parts) {

    static Prompt of(PromptView prompt) {
      String text = prompt.text() == null ? "" : prompt.text();
      boolean cut = text.length() > SHOWN_CHARS;
      return new Prompt(
          prompt.number(),
          prompt.storedAt(),
          prompt.chars(),
          prompt.masked(),
          prompt.text() == null,
          cut,
          MaskedText.parts(cut ? beginning(text) : text));
    }

    private static String beginning(String text) {
      boolean pair = Character.isHighSurrogate(text.charAt(SHOWN_CHARS - 1));
      return text.substring(0, pair ? SHOWN_CHARS - 1 : SHOWN_CHARS);
    }
  }

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected RunLeavings() {
    this(null, null, null);
  }

  @Inject
  RunLeavings(Visit visit, Artifacts artifacts, Prompts prompts) {
    this.visit = visit;
    this.artifacts = artifacts;
    this.prompts = prompts;
  }

  private ProjectId project() {
    return ProjectId.of(visit.part("project"));
  }

  private RunId run() {
    return RunId.parse(visit.part("run"));
  }

  private String address() {
    return "/projects/" + project() + "/runs/" + run();
  }

  private ArtifactPage artifactPage() {
    if (artifactPage == null) {
      String after = visit.query("artifacts").orElse(null);
      artifactPage = artifacts.list(visit.caller(), project(), run(), after, ARTIFACTS);
    }
    return artifactPage;
  }

  public List<ArtifactView> getArtifacts() {
    return artifactPage().artifacts();
  }

  /** The address of the artifacts after these; empty when there are none. */
  public String getMoreArtifacts() {
    List<ArtifactView> shown = getArtifacts();
    return artifactPage().more()
        ? address() + "?artifacts=" + shown.get(shown.size() - 1).id() + "#artifacts"
        : "";
  }

  /** How the artifact was treated, in words. */
  public String treatment(ArtifactView artifact) {
    return switch (artifact.kind()) {
      case TEXT -> "Masked as text";
      case BINARY -> "Known values overwritten";
      case GZIP, TAR, ZIP -> "Rebuilt from masked members";
    };
  }

  private PromptPage promptPage() {
    if (promptPage == null) {
      int after =
          visit
              .query("prompts")
              .filter(text -> text.matches("[0-9]{1,9}"))
              .map(Integer::valueOf)
              .orElse(0);
      promptPage = prompts.list(visit.caller(), project(), run(), after, PROMPTS);
    }
    return promptPage;
  }

  public List<Prompt> getPrompts() {
    return promptPage().prompts().stream().map(Prompt::of).toList();
  }

  /** The address of the prompts after these; empty when there are none. */
  public String getMorePrompts() {
    List<PromptView> shown = promptPage().prompts();
    return promptPage().more()
        ? address() + "?prompts=" + shown.get(shown.size() - 1).number() + "#prompts"
        : "";
  }
}
