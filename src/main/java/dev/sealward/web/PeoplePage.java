package dev.sealward.web;

import dev.sealward.access.InitialPassword;
import dev.sealward.access.People;
import dev.sealward.access.PersonDraft;
import dev.sealward.access.PersonView;
import dev.sealward.access.WorkspaceView;
import dev.sealward.access.Workspaces;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.model.SelectItem;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /settings/people}: who may sign in, and the workspaces they work in. */
@Named
@RequestScoped
public class PeoplePage {
  static final String ADDRESS = "/settings/people";
  private static final int ROWS = 100;

  private final Visit visit;
  private final People people;
  private final Workspaces workspaces;
  private final OnceToShow onceToShow;
  private final PlaceForm place = new PlaceForm();
  private String name = "";
  private String displayName = "";
  private String workspace = "";
  private @Nullable List<PersonView> found;
  private @Nullable List<WorkspaceView> known;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected PeoplePage() {
    this(null, null, null, null);
  }

  @Inject
  PeoplePage(Visit visit, People people, Workspaces workspaces, OnceToShow onceToShow) {
    this.visit = visit;
    this.people = people;
    this.workspaces = workspaces;
    this.onceToShow = onceToShow;
  }

  public void load() {
    found();
  }

  /** One page of people, and one more row if there are more. */
  private List<PersonView> found() {
    if (found == null) {
      found = people.list(visit.caller(), visit.query("after").orElse(null), ROWS + 1);
    }
    return found;
  }

  public List<PersonView> getRows() {
    return found().subList(0, Math.min(ROWS, found().size()));
  }

  /** The address of the next page; null on the last. */
  public @Nullable String getMore() {
    return found().size() <= ROWS ? null : "?after=" + found().get(ROWS - 1).name();
  }

  static Pill pill(PersonView person) {
    if (!person.enabled()) {
      return new Pill("", "lock", "Disabled");
    }
    return person.mustChangePassword()
        ? new Pill("is-warn", "pending", "Password to choose")
        : new Pill("is-ok", "ok", "Active");
  }

  public Pill state(PersonView person) {
    return pill(person);
  }

  public static String words(Role role) {
    return role.text().replace('_', ' ');
  }

  /** {@code admin, security lead}. */
  public String roles(PersonView person) {
    return person.roles().stream().map(PeoplePage::words).collect(Collectors.joining(", "));
  }

  public String where(PersonView person) {
    return person.everyWorkspace()
        ? "every workspace"
        : person.workspaces().stream().map(WorkspaceId::value).collect(Collectors.joining(", "));
  }

  public List<WorkspaceView> getKnownWorkspaces() {
    if (known == null) {
      known = workspaces.list(visit.caller());
    }
    return known;
  }

  public List<SelectItem> getWorkspaceItems() {
    return place.items(getKnownWorkspaces());
  }

  /** Lets somebody in; the page this leads to shows the password. */
  public void create() {
    visit.attempt(
        () -> {
          PersonDraft draft =
              new PersonDraft(name, displayName, place.chosenRoles(), place.chosenWorkspaces());
          InitialPassword made = people.create(visit.caller(), draft);
          String page = ADDRESS + "/" + made.person();
          onceToShow.keep(page, new Target("person", made.person()), made.password());
          visit.goTo(page);
        });
  }

  public void createWorkspace() {
    visit.attempt(
        () -> {
          WorkspaceView made = workspaces.create(visit.caller(), workspace);
          visit.say("The workspace " + made.id() + " is there.");
          visit.goTo(ADDRESS);
        });
  }

  public PlaceForm getPlace() {
    return place;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getDisplayName() {
    return displayName;
  }

  public void setDisplayName(String displayName) {
    this.displayName = displayName;
  }

  public String getWorkspace() {
    return workspace;
  }

  public void setWorkspace(String workspace) {
    this.workspace = workspace;
  }
}
