package dev.sealward.web;

import dev.sealward.access.InitialPassword;
import dev.sealward.access.People;
import dev.sealward.access.PersonView;
import dev.sealward.access.Workspaces;
import dev.sealward.audit.Target;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.model.SelectItem;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /settings/people/{person}}: what somebody may do, and whether they may come in. */
@Named
@RequestScoped
public class PersonPage {
  private final Visit visit;
  private final People people;
  private final Workspaces workspaces;
  private final OnceToShow onceToShow;
  private final OnceShown onceShown;
  private final PlaceForm place = new PlaceForm();
  private @Nullable PersonView person;
  private @Nullable String shownOnce;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected PersonPage() {
    this(null, null, null, null, null);
  }

  @Inject
  PersonPage(
      Visit visit,
      People people,
      Workspaces workspaces,
      OnceToShow onceToShow,
      OnceShown onceShown) {
    this.visit = visit;
    this.people = people;
    this.workspaces = workspaces;
    this.onceToShow = onceToShow;
    this.onceShown = onceShown;
  }

  private String name() {
    return visit.part("person");
  }

  public String getAddress() {
    return PeoplePage.ADDRESS + "/" + name();
  }

  public void load() {
    place.show(getPerson());
    if (visit.confirmFirst()) {
      return;
    }
    shownOnce = onceShown.on(getAddress());
  }

  public PersonView getPerson() {
    if (person == null) {
      person = people.get(visit.caller(), name());
    }
    return person;
  }

  /** Whether the person is looking at themselves, whom they cannot change here. */
  public boolean isSelf() {
    return getPerson().name().equals(visit.caller().id());
  }

  public Pill getPill() {
    return PeoplePage.pill(getPerson());
  }

  public List<SelectItem> getWorkspaceItems() {
    return place.items(workspaces.list(visit.caller()));
  }

  /** The password that was made just now, on the one page that shows it. */
  public @Nullable String getShownOnce() {
    return shownOnce;
  }

  /** What the address asks to be confirmed: {@code disable}, {@code end}, {@code reset} or none. */
  public String getAsked() {
    String asked = visit.query("action").orElse("");
    return List.of("disable", "end", "reset").contains(asked) && !isSelf() ? asked : "";
  }

  public void change() {
    visit.attempt(
        () -> {
          people.place(visit.caller(), name(), place.chosenRoles(), place.chosenWorkspaces());
          done("Saved. It holds from their next click on.");
        });
  }

  public void disable() {
    visit.attempt(
        () -> {
          people.disable(visit.caller(), name());
          done("They are signed out and cannot sign in any more.");
        });
  }

  public void enable() {
    visit.attempt(
        () -> {
          people.enable(visit.caller(), name());
          done("They can sign in again, with the password they had.");
        });
  }

  public void endSessions() {
    visit.attempt(
        () -> {
          people.endSessions(visit.caller(), name());
          done("They are signed out everywhere.");
        });
  }

  /** Makes a new password, which the page this leads to shows. */
  public void resetPassword() {
    visit.attempt(
        () -> {
          InitialPassword made = people.resetPassword(visit.caller(), name());
          onceToShow.keep(getAddress(), new Target("person", made.person()), made.password());
          visit.goTo(getAddress());
        });
  }

  private void done(String words) {
    visit.say(words);
    visit.goTo(getAddress());
  }

  public PlaceForm getPlace() {
    return place;
  }
}
