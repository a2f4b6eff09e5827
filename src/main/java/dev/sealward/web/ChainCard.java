package dev.sealward.web;

import dev.sealward.access.ChainCustody;
import dev.sealward.audit.ChainBreak;
import dev.sealward.audit.ChainState;
import dev.sealward.kernel.Refused;
import dev.sealward.keys.WorkProgress;
import dev.sealward.keys.WorkState;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far the trail is sealed and verified, on top of the audit page, and its button. */
@Named
@RequestScoped
public class ChainCard {
  private final Visit visit;
  private final ChainCustody custody;
  private String checkpoint = "";
  private @Nullable ChainState state;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected ChainCard() {
    this(null, null);
  }

  @Inject
  ChainCard(Visit visit, ChainCustody custody) {
    this.visit = visit;
    this.custody = custody;
  }

  public ChainState getState() {
    ChainState read = state;
    if (read == null) {
      read = custody.state(visit.caller());
      state = read;
    }
    return read;
  }

  /** The check that is running; null when none is. */
  public @Nullable WorkProgress getRunning() {
    Optional<WorkProgress> newest = custody.progress(visit.caller());
    return newest.filter(work -> work.state() == WorkState.RUNNING).orElse(null);
  }

  /** Begins a check of the whole trail. */
  public void verify() {
    visit.attempt(
        () -> {
          custody.verify(visit.caller());
          visit.say("The whole trail is being verified; this page says how far it is.");
          visit.goTo(AuditForm.ADDRESS);
        });
  }

  public String getCheckpoint() {
    return checkpoint;
  }

  public void setCheckpoint(String checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** Compares the trail with a checkpoint that was kept elsewhere. */
  public void compare() {
    visit.attempt(
        () -> {
          Optional<ChainBreak> found = custody.compare(visit.caller(), checkpoint);
          if (found.isPresent()) {
            throw Refused.field(
                "checkpoint",
                "CHECKPOINT_DIFFERS",
                found.get().sentence(),
                "Keep the database as it is, and find out who can write to it.");
          }
          checkpoint = "";
          visit.say("The trail still holds everything that this checkpoint vouches for.");
          visit.goTo(AuditForm.ADDRESS);
        });
  }
}
