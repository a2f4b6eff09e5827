package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.inserver.FaceCalls.Ended;
import dev.sealward.inserver.FaceTable.Row;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.RunId;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.secret.SecretView;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every method of every face that takes the id of something, asked for what lies beyond a border
 * and for what is not there: one answer, after the same statements to the database in the same
 * order and the same number of MACs and digests.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("FR-028-002")
@Tag("ATTACK-09")
class SameAnswerIT {
  private static final WorkspaceId OTHER_WORKSPACE = WorkspaceId.of("same-lab");

  @Inject Installed installed;
  @Inject Sides sides;
  @Inject FaceCalls calls;

  @PersistenceUnit EntityManagerFactory factory;

  private int hashes;
  private Caller admin;
  private Caller foreigner;
  private Side own;
  private final Map<String, Side> beyond = new LinkedHashMap<>();

  /** What can be noticed of a call. */
  private record Noticed(Ended ended, List<String> statements, int hashes) {}

  @BeforeEach
  void setUp() throws SQLException {
    admin = installed.admin();
    foreigner = installed.foreigner();
    own = sides.of(admin, Sides.PROVIDER, sides.tenancy(admin));
    Caller lab =
        new Caller(
            admin.kind(),
            admin.id(),
            admin.tenant(),
            OTHER_WORKSPACE,
            admin.roles(),
            admin.address(),
            UUID.randomUUID(),
            Reach.of(Set.of(OTHER_WORKSPACE)),
            admin.provenAt());
    beyond.put("another workspace", sides.of(lab, Sides.PROVIDER, own.tenancy()));
    beyond.put("another tenant", sides.of(foreigner, Sides.PROVIDER, sides.tenancy(foreigner)));
  }

  @AfterEach
  void tidyUp() {
    sides.forget(admin, own.tenancy());
    sides.forget(foreigner, beyond.get("another tenant").tenancy());
  }

  @Test
  void whatIsBeyondABorderIsAnsweredAsWhatIsNotThere() {
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (Row row : FaceTable.rows()) {
      if (row.isAnybodys() || row.people().equals("-")) {
        continue;
      }
      boolean placed = row.people().matches(".*[VO].*");
      Set<Role> roles = placed ? Set.of(Role.VIEWER, Role.OPERATOR) : Set.of(Role.values());
      Caller person = installed.person(Sides.name(), roles);
      if (placed) {
        person = person.within(Reach.of(Set.of(Installed.WORKSPACE)));
      }
      Map<String, Side> tried = new LinkedHashMap<>(beyond);
      if (!placed) {
        tried.remove("another workspace");
      }
      compared += compare(row, person, tried, wrong);
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(40);
  }

  @Test
  void whatIsNotGrantedToAnEntityIsAnsweredAsWhatIsNotThere() throws SQLException {
    EntityId registered = sides.registered(admin, EntityKind.AGENT, Sides.PROVIDER);
    Caller entity =
        Sides.asCaller(admin, registered)
            .within(Reach.of(Set.of(Installed.WORKSPACE)).only(ProviderId.of(Sides.PROVIDER)));
    Map<String, Side> tried = new LinkedHashMap<>(beyond);
    // By hand: no grant could have made them.
    for (Side side : beyond.values()) {
      sides.forge(entity, "project", side.project().value(), Level.ADMIN);
    }
    // A project is of no provider.
    tried.put("another provider", sides.of(admin, "same-openai", own.tenancy()));
    for (Side side : tried.values()) {
      sides.forge(entity, "secret", side.secret().id().toString(), Level.ADMIN);
    }
    tried.put("what is not granted", own);
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (Row row : FaceTable.rows()) {
      if (!row.entities().matches("[*-]|own")) {
        compared += compare(row, entity, tried, wrong);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(40);
    assertThat(hashes).as("a refusal is recorded with its MAC").isGreaterThan(2 * compared - 1);
  }

  private int compare(Row row, Caller caller, Map<String, Side> tried, List<String> wrong) {
    int compared = 0;
    // What is prepared at the first use is not part of it.
    calls.tried(row, caller.under(UUID.randomUUID()), missing(own, own));
    for (Map.Entry<String, Side> each : tried.entrySet()) {
      Side there = each.getValue();
      Side missing = missing(own, there);
      if (!names(row, caller, there)) {
        continue;
      }
      Noticed expected = noticed(row, caller, missing);
      Noticed seen = noticed(row, caller, there);
      compared++;
      hashes += seen.hashes() + expected.hashes();
      if (!seen.ended().how().equals(expected.ended().how())
          || !seen.ended().result().equals(expected.ended().result())) {
        wrong.add(
            "%s of %s: %s, missing: %s"
                .formatted(row, each.getKey(), seen.ended(), expected.ended()));
      }
      if (!seen.statements().equals(expected.statements())) {
        wrong.add(
            "%s of %s: statements\n  %s\nmissing:\n  %s"
                .formatted(
                    row,
                    each.getKey(),
                    String.join("\n  ", seen.statements()),
                    String.join("\n  ", expected.statements())));
      }
      if (seen.hashes() != expected.hashes()) {
        wrong.add(
            "%s of %s: %d hashes, missing: %d"
                .formatted(row, each.getKey(), seen.hashes(), expected.hashes()));
      }
    }
    return compared;
  }

  /**
   * Whether the method takes the id of something that is there on one side and not on the other.
   */
  private boolean names(Row row, Caller caller, Side there) {
    String sent = Arrays.toString(calls.arguments(row, caller, there));
    return there.marks().stream().anyMatch(sent::contains)
        || there != own
            && there.tenancy() != own.tenancy()
            && there.tenantMarks().stream().anyMatch(sent::contains);
  }

  private Noticed noticed(Row row, Caller caller, Side side) {
    List<Ended> ended = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    int hashes =
        HashWork.of(
            () ->
                statements.addAll(
                    Statements.of(
                        factory,
                        () -> ended.add(calls.tried(row, caller.under(UUID.randomUUID()), side)))));
    return new Noticed(ended.get(0), statements, hashes);
  }

  /** What a side would be of which nothing is there, in one's own place. */
  private static Side missing(Side own, Side like) {
    SecretView secret = own.secret();
    SecretRef ref = SecretRef.of(secret.ref().scope(), SecretName.of(Sides.name()));
    return new Side(
        new SecretView(
            SecretId.of(UUID.randomUUID()),
            ref,
            secret.type(),
            secret.description(),
            secret.state(),
            secret.activeVersion(),
            secret.keyVersion(),
            secret.createdAt(),
            secret.createdBy(),
            secret.lastRotatedAt(),
            secret.expiresAt()),
        ProjectId.of(Sides.name()),
        RunId.of(UUID.randomUUID()),
        like.artifact(),
        EntityId.of(Sides.name()),
        EntityId.of(Sides.name()),
        "zz" + like.token().substring(2),
        UUID.randomUUID(),
        new Side.Tenancy(
            Sides.name(),
            Sides.name(),
            UUID.randomUUID().toString(),
            UUID.randomUUID(),
            Sides.name(),
            Long.MAX_VALUE));
  }
}
