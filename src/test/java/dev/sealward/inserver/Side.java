package dev.sealward.inserver;

import dev.sealward.access.Asset;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.secret.SecretView;
import java.util.List;
import java.util.UUID;

/**
 * One of everything that lies on one side of a border.
 *
 * @param artifact the name of one of the run
 * @param friend an entity that may read the secret and has a token
 * @param asleep an entity that is disabled
 * @param policy the friend's
 * @param tenancy what is the whole tenant's
 */
record Side(
    SecretView secret,
    ProjectId project,
    RunId run,
    String artifact,
    EntityId friend,
    EntityId asleep,
    String token,
    UUID policy,
    Tenancy tenancy) {

  /**
   * One of everything a tenant has that lies in no workspace.
   *
   * @param absentee somebody who is disabled
   * @param link the person's
   * @param record the id of a row of the trail
   */
  record Tenancy(
      String person, String absentee, String link, UUID rule, String ruleName, long record) {}

  SecretRef ref() {
    return secret.ref();
  }

  Asset asset() {
    return Asset.secret(secret.id().toString(), ref().scope());
  }

  /** What tells that something is of this side's place. */
  List<String> marks() {
    return List.of(
        secret.id().toString(),
        ref().name().value(),
        project.value(),
        run.toString(),
        friend.value(),
        asleep.value(),
        token,
        policy.toString());
  }

  /** What tells that something is of this side's tenant. */
  List<String> tenantMarks() {
    return List.of(
        tenancy.person(),
        tenancy.absentee(),
        tenancy.link(),
        tenancy.rule().toString(),
        tenancy.ruleName());
  }
}
