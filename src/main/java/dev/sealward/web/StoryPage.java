package dev.sealward.web;

import dev.sealward.access.AuditCustody;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditCounts;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditSearch;
import dev.sealward.audit.FoundRows;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Place;
import dev.sealward.audit.Position;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /audit/story/{kind}/{id}}: all that happened to a secret, in a run, or by and to an entity
 * or a person, in one view (VAULT-05, ST-SEC-010).
 *
 * <p>All of it can be reached page by page, older and newer, and each page costs the same. A
 * secret's story begins without the reads that went well, of which there may be millions, and says
 * who read it lately; with {@code ?reads=all} it has each of them. A run's story has the
 * credentials its entity used under the correlation ids of the run's own calls, and goes on in
 * {@link RunStory parts}.
 */
@Named
@RequestScoped
public class StoryPage {
  private static final int ROWS = 100;

  private final Visit visit;
  private final AuditCustody custody;
  private final AuditLinks links;
  private @Nullable FoundRows found;
  private @Nullable List<AuditCounts.Reader> readers;
  private @Nullable RunStory run;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected StoryPage() {
    this(null, null, null);
  }

  @Inject
  StoryPage(Visit visit, AuditCustody custody, AuditLinks links) {
    this.visit = visit;
    this.custody = custody;
    this.links = links;
  }

  public void load() {
    custody.require(visit.caller());
    links.prepare(found().rows());
    if (getKind().equals("secret")) {
      links.prepareSecrets(List.of(getSubject().id()));
    }
  }

  public Target getSubject() {
    return new Target(getKind(), visit.part("id"));
  }

  public String getKind() {
    String kind = visit.part("kind");
    if (!Set.of("secret", "run", "entity", "person").contains(kind)) {
      throw Refused.missing("story");
    }
    return kind;
  }

  /** What the story is told of, in words: {@code openai / billing-key}. */
  public String getName() {
    return links.name(getSubject());
  }

  /** Whether the story begins at its beginning; what somebody did begins with the newest. */
  public boolean isFromStart() {
    return getKind().equals("secret") || getKind().equals("run");
  }

  private FoundRows found() {
    FoundRows rows = found;
    if (rows == null) {
      rows = custody.find(visit.caller(), filters(), place(), ROWS);
      found = rows;
    }
    return rows;
  }

  private Place place() {
    return position("before")
        .map(Place::olderThan)
        .or(() -> position("after").map(Place::newerThan))
        .orElse(isFromStart() ? Place.OLDEST : Place.NEWEST);
  }

  private Optional<Position> position(String name) {
    return visit.query(name).flatMap(Position::parse);
  }

  private List<AuditFilter> filters() {
    AuditFilter about = AuditFilter.ALL.about(Set.of(getSubject()));
    return switch (getKind()) {
      case "secret" ->
          isWithReads()
              ? List.of(about)
              : List.of(
                  about.doing(EnumSet.complementOf(EnumSet.of(Action.SECRET_ACCESSED))),
                  about.doing(EnumSet.of(Action.SECRET_ACCESSED)).ended(Outcome.REFUSED));
      case "run" -> run().filters();
      default -> List.of(about, AuditFilter.ALL.by(Set.of(new AuditFilter.Who(actor(), id()))));
    };
  }

  /** Whether a secret's story has the reads that went well. */
  public boolean isWithReads() {
    return getKind().equals("secret") && visit.query("reads").isPresent();
  }

  private RunStory run() {
    RunStory story = run;
    if (story == null) {
      story =
          RunStory.of(
              getSubject(),
              position("part").map(Position::time),
              (filter, place) ->
                  custody.find(visit.caller(), List.of(filter), place, AuditSearch.MAX_LIMIT));
      run = story;
    }
    return story;
  }

  private Caller.Kind actor() {
    return getKind().equals("person") ? Caller.Kind.PERSON : Caller.Kind.ENTITY;
  }

  private String id() {
    return visit.part("id");
  }

  /** The rows in the order the story is told in. */
  public List<AuditRecord> getRows() {
    List<AuditRecord> rows = new ArrayList<>(found().rows());
    if (isFromStart()) {
      Collections.reverse(rows);
    }
    return rows;
  }

  /** The address where the story goes on; null at its end. */
  public @Nullable String getNext() {
    Position row = isFromStart() ? found().newer(place()) : found().older(place());
    if (row != null) {
      return beside(isFromStart() ? "after" : "before", row);
    }
    Instant part = getKind().equals("run") ? run().next() : null;
    return part == null ? null : "?part=" + new Position(part, 0);
  }

  /** The address of the page before; null on the first. */
  public @Nullable String getPrevious() {
    Position row = isFromStart() ? found().older(place()) : found().newer(place());
    return row == null ? null : beside(isFromStart() ? "before" : "after", row);
  }

  private String beside(String direction, Position row) {
    String part = position("part").map(at -> "&part=" + at).orElse("");
    return "?" + direction + "=" + row + part + (isWithReads() ? "&reads=all" : "");
  }

  /** Whether the address names a page of it, which need not be its first. */
  public boolean isContinued() {
    return place().from() != null || position("part").isPresent();
  }

  /** Who read the secret; empty for any other story. */
  public List<AuditCounts.Reader> getReaders() {
    List<AuditCounts.Reader> counted = readers;
    if (counted == null) {
      counted =
          getKind().equals("secret") ? custody.readers(visit.caller(), getSubject()) : List.of();
      readers = counted;
    }
    return counted;
  }

  /** How an address names somebody's kind. */
  public String whoWord(AuditFilter.Who who) {
    return AuditForm.who(who.kind());
  }

  /** The search for everything the story is made of, and more. */
  public String getSearch() {
    return isFromStart() ? links.search(getSubject()) : links.search(actor(), id());
  }

  /** The page of what the story is told of; null where there is none. */
  public @Nullable String getPage() {
    return getKind().equals("run") ? pageOfRun() : links.page(getSubject());
  }

  private @Nullable String pageOfRun() {
    Target project = run().project();
    String address = project == null ? "" : "/projects/" + project.id() + "/runs/" + id();
    return Routes.of(address).isPresent() ? address : null;
  }
}
