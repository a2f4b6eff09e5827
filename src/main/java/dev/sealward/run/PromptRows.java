package dev.sealward.run;

import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;

import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.RunId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of prompts, in short transactions; one run's are numbered without a gap. */
@ApplicationScoped
class PromptRows {
  static final int MAX_PROMPTS = 10_000;
  static final long MAX_CHARS = 256L << 20;
  private static final int PAGE_CHARS = 2 << 20;

  private final EntityManager entities;
  private final RunRows runs;
  private final ProjectAccess access;
  private final AuditTrail audit;
  private final Clock clock;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected PromptRows() {
    this(null, null, null, null);
  }

  @Inject
  PromptRows(EntityManager entities, Policies policies, AuditTrail audit, Clock clock) {
    this.entities = entities;
    this.runs = new RunRows(entities);
    this.access = new ProjectAccess(new ProjectRows(entities), policies, audit);
    this.audit = audit;
    this.clock = clock;
  }

  /** Refuses who may not send prompts to this run, and a run that takes none. */
  @Transactional(REQUIRES_NEW)
  public void requireOpen(Caller caller, ProjectId project, RunId run) {
    access.requireWrite(caller, project);
    RunRow row = runs.find(caller, project, run).orElseThrow(() -> access.absent(caller, run));
    row.requireOpen();
    requireRoom(row);
  }

  /** Adds a prompt behind the others; says its number. */
  @Transactional(REQUIRES_NEW)
  public int add(Caller caller, ProjectId project, RunId run, PromptJson.Masked prompt) {
    RunRow row = open(caller, project, run);
    int number = last(row) + 1;
    entities.persist(
        new PromptRow(
            row.id(),
            number,
            clock.instant(),
            prompt.text().length(),
            prompt.found().size(),
            null));
    // The parts' key refers to the prompt's.
    entities.flush();
    PromptPartRow.of(row.id(), number, prompt).forEach(entities::persist);
    audit.record(caller, Action.PROMPT_STORED, ProjectAccess.target(run), "prompt " + number);
    return number;
  }

  /** Keeps the place of a prompt that could not be masked. */
  @Transactional(REQUIRES_NEW)
  public void addPlaceholder(Caller caller, ProjectId project, RunId run, String failure) {
    RunRow row = open(caller, project, run);
    int number = last(row) + 1;
    entities.persist(new PromptRow(row.id(), number, clock.instant(), 0, 0, failure));
    audit.recordRefusal(caller, Action.PROMPT_STORED, ProjectAccess.target(run), failure);
  }

  private RunRow open(Caller caller, ProjectId project, RunId run) {
    access.requireWrite(caller, project);
    RunRow row = runs.lock(caller, project, run).orElseThrow(() -> access.absent(caller, run));
    row.requireOpen();
    requireRoom(row);
    return row;
  }

  private int last(RunRow run) {
    Integer last =
        entities
            .createQuery(
                "select max(p.number) from PromptRow p where p.runId = :run", Integer.class)
            .setParameter("run", run.id())
            .getSingleResult();
    return last == null ? 0 : last;
  }

  private void requireRoom(RunRow run) {
    Long chars =
        entities
            .createQuery("select sum(p.chars) from PromptRow p where p.runId = :run", Long.class)
            .setParameter("run", run.id())
            .getSingleResult();
    if (last(run) >= MAX_PROMPTS || (chars != null && chars >= MAX_CHARS)) {
      throw Refused.of(
          Refused.Kind.TOO_LARGE,
          Remedy.of(
              "PROMPTS_TOO_MANY",
              "This run holds the most prompts one run takes: "
                  + MAX_PROMPTS
                  + ", or "
                  + MAX_CHARS
                  + " characters of them.",
              "Finish it and go on in a new run."));
    }
  }

  /** Prompts after a number: at most {@code limit}, and no more text than a page carries. */
  @Transactional
  public PromptPage page(Caller caller, ProjectId project, RunId run, int after, int limit) {
    access.requireRead(caller, project);
    RunRow row = runs.find(caller, project, run).orElseThrow(() -> access.absent(caller, run));
    List<PromptRow> found =
        entities
            .createQuery(
                "select p from PromptRow p where p.runId = :run and p.number > :after"
                    + " order by p.number",
                PromptRow.class)
            .setParameter("run", row.id())
            .setParameter("after", after)
            .setMaxResults(limit + 1)
            .getResultList();
    List<PromptRow> fitting = fitting(found, limit);
    if (fitting.isEmpty()) {
      return new PromptPage(List.of(), false);
    }
    Map<Integer, StringBuilder> texts =
        texts(row.id(), after, fitting.get(fitting.size() - 1).number());
    List<PromptView> views =
        fitting.stream().map(prompt -> prompt.view(text(texts.get(prompt.number())))).toList();
    return new PromptPage(views, fitting.size() < found.size());
  }

  private static String text(@Nullable StringBuilder joined) {
    return joined == null ? "" : joined.toString();
  }

  private static List<PromptRow> fitting(List<PromptRow> found, int limit) {
    long chars = 0;
    int fit = 0;
    while (fit < Math.min(found.size(), limit)) {
      chars += found.get(fit).chars();
      if (fit > 0 && chars > PAGE_CHARS) {
        break;
      }
      fit++;
    }
    return found.subList(0, fit);
  }

  private Map<Integer, StringBuilder> texts(UUID run, int after, int last) {
    Map<Integer, StringBuilder> texts = new HashMap<>();
    entities
        .createQuery(
            "select t from PromptPartRow t where t.runId = :run and t.number > :after"
                + " and t.number <= :last order by t.number, t.part",
            PromptPartRow.class)
        .setParameter("run", run)
        .setParameter("after", after)
        .setParameter("last", last)
        .getResultList()
        .forEach(
            part ->
                texts
                    .computeIfAbsent(part.number(), number -> new StringBuilder())
                    .append(part.maskedText()));
    return texts;
  }
}
