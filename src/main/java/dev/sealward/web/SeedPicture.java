package dev.sealward.web;

import dev.sealward.access.Enrolment;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The seed of a second factor on the one page that shows it: as a picture and as text. */
@Named
@RequestScoped
public class SeedPicture {
  private static final int GROUP_CHARS = 4;

  private final Visit visit;
  private final Guard guard;
  private @Nullable QrPicture picture;
  private List<String> groups = List.of();

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected SeedPicture() {
    this(null, null);
  }

  @Inject
  SeedPicture(Visit visit, Guard guard) {
    this.visit = visit;
    this.guard = guard;
  }

  /** Takes the seed that was made by the request before, if there is one. */
  void take() {
    if (Visit.currentRequest().getMethod().equals("GET")) {
      Handover.take(Visit.currentRequest(), Enrolment.class).ifPresent(this::show);
    }
  }

  private void show(Enrolment taken) {
    try (Enrolment enrolment = taken) {
      Target person = new Target("person", enrolment.person());
      guard.allowOnce(Visit.currentRequest(), visit.asking(), person, enrolment.seed());
      picture = enrolment.uri().use(QrPicture::of);
      // A page is made of strings; this one is rendered once and not kept.
      String text = enrolment.seed().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
      groups = List.of(text.split("(?<=\\G.{" + GROUP_CHARS + "})"));
    }
  }

  public boolean isShown() {
    return picture != null;
  }

  /** {@code 0 0 size size}. */
  public String getBox() {
    return picture == null ? "" : "0 0 " + picture.size() + " " + picture.size();
  }

  public String getPath() {
    return picture == null ? "" : picture.path();
  }

  public List<String> getGroups() {
    return groups;
  }
}
