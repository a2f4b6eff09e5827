package dev.sealward.inserver;

import dev.sealward.access.Admission;
import dev.sealward.access.CurrentCaller;
import dev.sealward.access.PasswordStep;
import dev.sealward.access.People;
import dev.sealward.access.SetUp;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** Brings the server under test past set-up, once, and makes callers. */
@ApplicationScoped
public class Installed {
  static final TenantId TENANT = TenantId.of("default");
  static final WorkspaceId WORKSPACE = WorkspaceId.of("default");
  static final String PASSWORD = "a long enough pass phrase";

  @Inject KeyRing keyRing;
  @Inject Clock clock;
  @Inject People people;
  @Inject SetUp setUp;
  @Inject CurrentCaller currentCaller;

  /**
   * The first admin, who has just proved who they are, after making key and admin when they are
   * missing.
   */
  public synchronized Caller admin() {
    Caller system = Caller.system("test", TENANT, WORKSPACE);
    if (keyRing.state() instanceof KeyState.NotMade) {
      keyRing.create(system, KeySource.FILE, new char[0]);
    }
    if (!people.anyone()) {
      setUp.complete(
          people.createFirstAdmin(system, "root-admin", PASSWORD.toCharArray(), "Root").caller());
    }
    return person("root-admin", EnumSet.of(Role.ADMIN, Role.OPERATOR, Role.SECURITY_LEAD));
  }

  /** A person who has just proved who they are. */
  public Caller person(String name, Set<Role> roles) {
    Caller person =
        new Caller(
            Caller.Kind.PERSON, name, TENANT, WORKSPACE, roles, "127.0.0.1", UUID.randomUUID());
    boolean everywhere = roles.contains(Role.ADMIN) || roles.contains(Role.SECURITY_LEAD);
    return (everywhere ? person.within(Reach.tenantWide()) : person).provenAt(clock.instant());
  }

  /** Somebody whom the password alone let in. */
  static Admission admitted(PasswordStep step) {
    return ((PasswordStep.Admitted) step).admission();
  }

  public Caller entity(String name) {
    return new Caller(
        Caller.Kind.ENTITY, name, TENANT, WORKSPACE, Set.of(), "127.0.0.1", UUID.randomUUID());
  }

  /** Somebody of another tenant who holds every role there. */
  public Caller foreigner() {
    return new Caller(
            Caller.Kind.PERSON,
            "eve",
            TenantId.of("other"),
            WORKSPACE,
            EnumSet.allOf(Role.class),
            "127.0.0.1",
            UUID.randomUUID())
        .provenAt(clock.instant());
  }
}
