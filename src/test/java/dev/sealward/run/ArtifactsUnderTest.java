package dev.sealward.run;

import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.Redactor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Reaches what is behind {@link Artifacts}, for tests in the server. */
@ApplicationScoped
public class ArtifactsUnderTest {
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @Inject ArtifactRows rows;
  @Inject ArtifactFiles files;
  @Inject PromptRows prompts;
  @Inject Guard guard;
  @Inject Guesses guesses;
  @Inject EntityManager entities;
  @Inject Expiry expiry;

  public void sweep() {
    while (rows.collect() == ArtifactRows.BATCH) {
      // One batch after another.
    }
  }

  @Transactional
  public Path file(RunId run, String name) {
    UUID id =
        entities
            .createQuery(
                "select a.id from ArtifactRow a where a.runId = :run and a.name = :name",
                UUID.class)
            .setParameter("run", run.value())
            .setParameter("name", name)
            .getSingleResult();
    return files.whole(id);
  }

  /** What a process leaves that ends in the middle of an upload. */
  public UUID abandonedUpload() throws IOException {
    UUID id = UUID.randomUUID();
    rows.announce(id);
    files.makeFolder(id);
    Files.writeString(files.unfinished(id), "a part");
    Files.writeString(files.unfinished(id).resolveSibling(id + ".new.0"), "a member");
    Files.writeString(files.unfinished(id).resolveSibling(id + ".new.3"), "a member");
    return id;
  }

  /** Files that are no artifacts' own. */
  public List<String> unfinished() throws IOException {
    Path folder = files.whole(new UUID(0, 0)).getParent().getParent();
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.contains(".new"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As if every upload under way had begun long ago, and the sweep had come by. */
  public void expireAll() {
    expiry.all(LONG_AGO);
    sweep();
  }

  /** Moves the time of every file that is not named yet. */
  @ApplicationScoped
  public static class Expiry {
    @Inject EntityManager entities;

    @Transactional
    public void all(Instant before) {
      entities
          .createQuery("update ArtifactGarbageRow g set g.notBefore = :before")
          .setParameter("before", before)
          .executeUpdate();
    }
  }

  /** Prompts that take so many a minute of this clock. */
  public Prompts prompts(Clock clock, int aMinute) {
    return new Prompts(prompts, guard, guesses, clock, aMinute);
  }

  public void promptFailed(Caller caller, ProjectId project, RunId run) {
    prompts.addPlaceholder(caller, project, run, "REDACTION_FAILED");
  }

  /** What the engine throws when it has failed before. */
  public static RedactionFailure redactionFailure() {
    try {
      var stream = Redactor.of(new byte[32]).stream((bytes, from, length) -> {});
      stream.finish();
      stream.finish();
    } catch (RedactionFailure failure) {
      return failure;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("it did not fail");
  }
}
