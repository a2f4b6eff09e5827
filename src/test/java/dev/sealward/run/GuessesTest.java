package dev.sealward.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Ticking;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.redaction.Finding;
import dev.sealward.secret.ReadableMasks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-005")
@Tag("VAULT-09")
class GuessesTest {
  private final Readable readable = new Readable();
  private final Told told = new Told();
  private final Ticking clock = new Ticking();
  private final Guesses guesses = new Guesses(readable, told, clock);
  private final Caller agent = entity("agent");

  @Test
  void manyStoredValuesThatItMayNotReadAreToldOnceAnHour() {
    send(agent, 0, Guesses.MANY - 1, true);
    assertThat(told.alerts).isEmpty();
    send(agent, Guesses.MANY - 1, 1, true);
    assertThat(told.alerts).containsExactly("agent: 20 values within an hour");
    clock.pass(Duration.ofMinutes(2));
    send(agent, 100, Guesses.MANY, true);
    assertThat(told.alerts).hasSize(1);
    clock.pass(Duration.ofMinutes(59));
    send(agent, 0, Guesses.MANY, true);
    assertThat(told.alerts).hasSize(2);
  }

  @Test
  void oneValueManyTimesAndSecretsNobodyStoredAreNoGuesses() {
    for (int i = 0; i < 10 * Guesses.MANY; i++) {
      send(agent, 0, 1, true);
    }
    send(agent, 0, 10 * Guesses.MANY, false);
    assertThat(told.alerts).isEmpty();
    assertThat(readable.looks).isZero();
  }

  @Test
  void whatItMayReadIsNoneHoweverOftenAndHidesNoneOfTheOthers() {
    IntStream.range(0, 500).forEach(i -> readable.masks.add(value(i, true).mask()));
    for (int i = 0; i < 3; i++) {
      send(agent, 0, 500, true);
      clock.pass(Duration.ofMinutes(2));
    }
    assertThat(told.alerts).isEmpty();
    assertThat(readable.looks).isEqualTo(1);
    send(agent, 500, Guesses.MANY, true);
    assertThat(told.alerts).hasSize(1);
  }

  @Test
  void whatWasNotLookedAtYetOutlastsItsHour() {
    IntStream.range(0, Guesses.MANY).forEach(i -> readable.masks.add(value(i, true).mask()));
    clock.pass(Duration.ofSeconds(1));
    send(agent, 1_000, 1, true);
    clock.pass(Duration.ofMinutes(59));
    clock.pass(Duration.ofSeconds(30));
    // A look at its own values, after which the next is a minute off and the hour ends before.
    send(agent, 0, Guesses.MANY, true);
    note(agent, 100, Guesses.MANY);
    clock.pass(Duration.ofMinutes(5));
    send(agent, 500, 1, true);
    assertThat(told.alerts).hasSize(1);
  }

  @Test
  void moreThanCanBeKeptIsTold() {
    IntStream.range(0, 600).forEach(i -> readable.masks.add(value(i, true).mask()));
    note(agent, 0, 600);
    send(agent, 1_000, Guesses.MANY, true);
    assertThat(told.alerts).hasSize(1);
  }

  @Test
  void entitiesAndHoursAreCountedApart() {
    send(agent, 0, Guesses.MANY - 1, true);
    send(entity("other"), Guesses.MANY, Guesses.MANY - 1, true);
    clock.pass(Duration.ofHours(1));
    send(agent, Guesses.MANY, Guesses.MANY - 1, true);
    assertThat(told.alerts).isEmpty();
  }

  @Test
  void whatItMayReadIsLookedUpOnceAMinuteAtMost() {
    send(agent, 0, Guesses.MANY, true);
    IntStream.range(0, 50).forEach(i -> send(agent, 100 + i, 1, true));
    assertThat(readable.looks).isEqualTo(1);
  }

  @Test
  void lookThatFailsHurtsNobodyAndIsMadeAgain() {
    readable.broken = true;
    send(agent, 0, Guesses.MANY, true);
    readable.broken = false;
    clock.pass(Duration.ofMinutes(2));
    send(agent, 0, 1, true);
    assertThat(told.alerts).hasSize(1);
  }

  private void send(Caller entity, int from, int count, boolean known) {
    note(entity, from, count, known);
    guesses.look(entity);
  }

  private void note(Caller entity, int from, int count) {
    note(entity, from, count, true);
  }

  private void note(Caller entity, int from, int count, boolean known) {
    guesses.note(
        entity, IntStream.range(from, from + count).mapToObj(i -> value(i, known)).toList());
  }

  private static Finding value(int number, boolean known) {
    return new Finding("api_key", "%04x".formatted(number), 0, 20, known);
  }

  private static Caller entity(String id) {
    return new Caller(
        Caller.Kind.ENTITY,
        id,
        TenantId.of("default"),
        WorkspaceId.of("default"),
        Set.of(),
        "127.0.0.1",
        UUID.randomUUID());
  }

  /** What entities may read. */
  private static final class Readable extends ReadableMasks {
    private final Set<String> masks = new HashSet<>();
    private boolean broken;
    private int looks;

    @Override
    public @Nullable Set<String> masksInText(Caller entity) {
      looks++;
      if (broken) {
        throw new IllegalStateException("the database is away");
      }
      return masks;
    }
  }

  private final class Told extends Alerts {
    private final List<String> alerts = new ArrayList<>();
    private Instant last = Instant.MIN;

    @Override
    public boolean raisedSince(TenantId tenant, AlertKind kind, EntityId entity, Instant since) {
      return last.isAfter(since);
    }

    @Override
    public void raise(
        TenantId tenant,
        @Nullable WorkspaceId workspace,
        EntityId entity,
        AlertKind kind,
        String component,
        String detail) {
      assertThat(kind).isEqualTo(AlertKind.VALUES_GUESSED);
      last = clock.instant();
      alerts.add(entity.value() + ": " + detail);
    }
  }
}
