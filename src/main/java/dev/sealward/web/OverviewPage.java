package dev.sealward.web;

import dev.sealward.access.AlertCustody;
import dev.sealward.access.Entities;
import dev.sealward.audit.AlertRecord;
import dev.sealward.kernel.Caller;
import dev.sealward.run.ProjectSums;
import dev.sealward.run.Projects;
import dev.sealward.run.RunView;
import dev.sealward.run.Runs;
import dev.sealward.secret.SecretFilter;
import dev.sealward.secret.SecretState;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /}: what there is, what happened last, and what to do next. */
@Named
@RequestScoped
public class OverviewPage {
  private static final int LAST = 6;

  private final Visit visit;
  private final Secrets secrets;
  private final Entities entities;
  private final Projects projects;
  private final Runs runs;
  private final AlertCustody alerts;
  private final Clock clock;
  private @Nullable ProjectSums sums;
  private @Nullable List<SecretView> needy;
  private @Nullable List<RunView> lastRuns;
  private long secretCount = -1;
  private long entityCount = -1;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected OverviewPage() {
    this(null, null, null, null, null, null, null);
  }

  @Inject
  OverviewPage(
      Visit visit,
      Secrets secrets,
      Entities entities,
      Projects projects,
      Runs runs,
      AlertCustody alerts,
      Clock clock) {
    this.visit = visit;
    this.secrets = secrets;
    this.entities = entities;
    this.projects = projects;
    this.runs = runs;
    this.alerts = alerts;
    this.clock = clock;
  }

  private Caller caller() {
    return visit.caller();
  }

  private ProjectSums sums() {
    if (sums == null) {
      sums = projects.sums(caller(), LAST);
    }
    return sums;
  }

  public long getSecretCount() {
    if (secretCount < 0) {
      secretCount = secrets.count(caller());
    }
    return secretCount;
  }

  public long getEntityCount() {
    if (entityCount < 0) {
      entityCount = entities.count(caller());
    }
    return entityCount;
  }

  public long getProjectCount() {
    return sums().projects();
  }

  public long getRunCount() {
    return sums().runs();
  }

  /** Whether something of the first steps is still to be done. */
  public boolean isFresh() {
    return getSecretCount() == 0
        || getEntityCount() == 0
        || getProjectCount() == 0
        || getRunCount() == 0;
  }

  /** The newest runs of the projects that ran last. */
  public List<RunView> getLastRuns() {
    if (lastRuns == null) {
      lastRuns =
          sums().ranLast().stream()
              .flatMap(project -> runs.latest(caller(), project, LAST, null).stream())
              .sorted(Comparator.comparing(RunView::startedAt).reversed())
              .limit(LAST)
              .toList();
    }
    return lastRuns;
  }

  public Instant until(RunView run) {
    Instant ended = run.endedAt();
    return ended == null ? clock.instant() : ended;
  }

  /** The alerts nobody has acknowledged, newest first. */
  public List<AlertRecord> getLastAlerts() {
    return alerts.before(caller(), true, Long.MAX_VALUE, LAST);
  }

  /** Secrets past their end or near it, the nearest first. */
  public List<SecretView> getNeedy() {
    if (needy == null) {
      Instant now = clock.instant();
      needy =
          secrets.list(caller(), SecretFilter.first(200)).stream()
              .filter(
                  secret ->
                      secret.state() == SecretState.EXPIRED
                          || SecretsPage.isEndingSoon(secret, now))
              .sorted(Comparator.comparing(OverviewPage::end))
              .limit(LAST)
              .toList();
    }
    return needy;
  }

  private static Instant end(SecretView secret) {
    Instant end = secret.expiresAt();
    return end == null ? Instant.MAX : end;
  }

  public Pill pill(SecretView secret) {
    return SecretsPage.pill(secret, clock.instant());
  }
}
