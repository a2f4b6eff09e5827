package dev.sealward.inserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.access.Asset;
import dev.sealward.access.EntityDraft;
import dev.sealward.access.EntityFilter;
import dev.sealward.access.EntityKind;
import dev.sealward.access.HalfSignIn;
import dev.sealward.access.Level;
import dev.sealward.access.Permission;
import dev.sealward.access.PersonDraft;
import dev.sealward.access.PolicyFilter;
import dev.sealward.access.SecondFactorDemand;
import dev.sealward.access.TokenDraft;
import dev.sealward.access.openid.OpenIdIdentity;
import dev.sealward.access.openid.OpenIdTicket;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.Place;
import dev.sealward.audit.Target;
import dev.sealward.guard.RuleDraft;
import dev.sealward.inserver.FaceTable.Row;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.RunId;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.KeySource;
import dev.sealward.run.EventLine;
import dev.sealward.run.EventSource;
import dev.sealward.run.RunState;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretFilter;
import dev.sealward.secret.SecretType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transactional;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Parameter;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls any method of any face, with arguments that are good where they are about the things of a
 * side. A parameter of a type nothing is known of gets null, and what comes of it shows that there
 * has to be something.
 */
@ApplicationScoped
public class FaceCalls {
  /** What an argument is made of. */
  private record Call(Row row, Caller caller, Side side, Map<String, Object> given) {}

  @Inject ServerTransaction transaction;
  @Inject Clock clock;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Function<Call, @Nullable Object>> byPlace = new HashMap<>();
  private final Map<Class<?>, Function<Call, Object>> byType = new HashMap<>();

  /**
   * How a call ended.
   *
   * @param how {@code done}, the code of a refusal, or what was thrown
   * @param result what came back, as text, or what the refusal says
   */
  record Ended(String how, String result) {
    boolean isDone() {
      return how.equals("done");
    }

    boolean isRefused() {
      return !isDone() && !how.startsWith("threw");
    }
  }

  private static final class NoEvents implements EventSource {
    @Override
    public @Nullable EventLine next() {
      return null;
    }

    @Override
    public boolean waiting() {
      return false;
    }
  }

  public FaceCalls() {
    idsAndNames();
    drafts();
    filters();
    plain();
    doors();
  }

  private void idsAndNames() {
    byType.put(Caller.class, Call::caller);
    byType.put(SecretId.class, call -> call.side().secret().id());
    byType.put(SecretRef.class, call -> call.side().ref());
    byType.put(Asset.class, call -> call.side().asset());
    byType.put(Target.class, call -> call.side().asset().target());
    byType.put(ProjectId.class, call -> call.side().project());
    byType.put(RunId.class, call -> call.side().run());
    byType.put(EntityId.class, call -> call.side().friend());
    byType.put(WorkspaceId.class, call -> call.side().ref().scope().workspace());
    byType.put(UUID.class, call -> UUID.randomUUID());
    byPlace.put("Entities.enable.id", call -> call.side().asleep());
    byPlace.put("Policies.policyId", call -> call.side().policy());
    byPlace.put("RuleCustody.rule", call -> call.side().tenancy().rule());
    byPlace.put("AuditCustody.get.id", call -> call.side().tenancy().record());
    byPlace.put("MachineTokens.tokenId", call -> call.side().token());
    byPlace.put("Artifacts.name", call -> call.side().artifact());
    byPlace.put("Artifacts.store.name", call -> Sides.name());
    byPlace.put("People.name", call -> call.side().tenancy().person());
    byPlace.put("People.enable.name", call -> call.side().tenancy().absentee());
    byPlace.put("SecondFactors.person", call -> call.side().tenancy().person());
    byPlace.put("PersonLinks.personName", call -> call.side().tenancy().person());
    byPlace.put("PersonLinks.id", call -> call.side().tenancy().link());
    byPlace.put("People.createFirstAdmin.name", call -> Sides.name());
    byPlace.put("Entities.register.name", call -> Sides.name());
    byPlace.put("Workspaces.create.name", call -> Sides.name());
    byPlace.put("Projects.create.id", call -> Sides.name());
  }

  private void drafts() {
    byType.put(SecretDraft.class, call -> draft(call.side()));
    byType.put(SecretValue.class, call -> Sides.value());
    byType.put(TokenDraft.class, call -> TokenDraft.of("by a test", 30));
    byType.put(
        EntityDraft.class, call -> EntityDraft.of(Sides.name(), EntityKind.AGENT, "by a test"));
    byType.put(
        PersonDraft.class,
        call -> new PersonDraft(Sides.name(), "", Set.of(Role.SECURITY_LEAD), Set.of()));
    byType.put(RuleDraft.class, call -> Sides.rule());
    byType.put(InputStream.class, call -> new ByteArrayInputStream("a line\n".getBytes(UTF_8)));
    byType.put(Supplier.class, call -> (Supplier<byte[]>) () -> "{}".getBytes(UTF_8));
    byType.put(EventSource.class, call -> new NoEvents());
  }

  private void filters() {
    byType.put(SecretFilter.class, call -> SecretFilter.first(200));
    byType.put(EntityFilter.class, call -> EntityFilter.first(200));
    byType.put(PolicyFilter.class, call -> PolicyFilter.on(call.side().asset().target()));
    byType.put(AuditFilter.class, call -> AuditFilter.ALL);
    byType.put(Place.class, call -> Place.NEWEST);
    byType.put(Instant.class, call -> clock.instant());
    byPlace.put("AuditCustody.from", call -> clock.instant().minus(Duration.ofHours(3)));
    byType.put(Collection.class, call -> List.of(AuditFilter.ALL));
    byPlace.put("Secrets.refs.ids", call -> List.of(call.side().secret().id()));
    byPlace.put("Policies.secrets", call -> List.of(call.side().asset()));
    byPlace.put("after", call -> null);
    byPlace.put("only", call -> null);
  }

  private void plain() {
    byType.put(String.class, call -> "by a test");
    byType.put(int.class, call -> 1);
    byType.put(Integer.class, call -> 30);
    byType.put(long.class, call -> 0L);
    byType.put(boolean.class, call -> true);
    byType.put(Level.class, call -> Level.READ);
    byType.put(Permission.class, call -> Permission.MANAGE_KEYS);
    byType.put(EntityKind.class, call -> EntityKind.AGENT);
    byType.put(RunState.class, call -> RunState.SUCCEEDED);
    byType.put(SecondFactorDemand.class, call -> SecondFactorDemand.EVERYBODY);
    byPlace.put("PersonLinks.typedSubject", call -> Sides.name());
    byPlace.put("PersonLinks.typedEmail", call -> "");
    byPlace.put("RuleCustody.on", call -> false);
    byPlace.put("People.roles", call -> Set.of(Role.VIEWER));
    byPlace.put("People.in", call -> Set.of(Installed.WORKSPACE));
    byPlace.put("KeyCustody.version", call -> 999);
    byPlace.put("KeyCustody.typed", call -> "destroy 999");
    // What is not set in a test: nothing is made of it.
    byType.put(KeySource.class, call -> KeySource.ENV);
    byType.put(char[].class, call -> "too short".toCharArray());
  }

  private void doors() {
    byPlace.put("address", call -> "192.0.2.77");
    byType.put(
        HalfSignIn.class,
        call -> new HalfSignIn(UUID.randomUUID(), 1, false, false, clock.instant()));
    byType.put(OpenIdTicket.Purpose.class, call -> OpenIdTicket.Purpose.SIGN_IN);
    byType.put(
        OpenIdTicket.class,
        call -> OpenIdTicket.random(random, OpenIdTicket.Purpose.SIGN_IN, "/", clock.instant()));
    byType.put(
        OpenIdIdentity.class,
        call ->
            new OpenIdIdentity(
                "https://id.example.org",
                Sides.name(),
                Optional.empty(),
                "",
                Optional.empty(),
                false));
    byType.put(Map.class, call -> Map.of());
  }

  private static SecretDraft draft(Side side) {
    return new SecretDraft(
        side.ref().scope().workspace().value(),
        Environment.PRODUCTION,
        side.ref().scope().provider().value(),
        Sides.name(),
        SecretType.API_KEY,
        "",
        null);
  }

  /**
   * Calls, and takes back whatever came of it; where a face wants no transaction around it, since
   * it hashes a password first, that stays.
   */
  Ended tried(Row row, Caller caller, Side side) {
    return tried(row, caller, side, Map.of());
  }

  /** The same, with some arguments given by the names of their parameters. */
  Ended tried(Row row, Caller caller, Side side, Map<String, Object> given) {
    Transactional own = row.method().getAnnotation(Transactional.class);
    if (own != null && own.value() == Transactional.TxType.NEVER) {
      return called(row, caller, side, given);
    }
    try {
      transaction.begin();
      try {
        return called(row, caller, side, given);
      } finally {
        transaction.rollback();
      }
    } catch (NotSupportedException | SystemException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls for good. */
  Ended called(Row row, Caller caller, Side side) {
    return called(row, caller, side, Map.of());
  }

  /** Calls for good, with some arguments given by the names of their parameters. */
  Ended called(Row row, Caller caller, Side side, Map<String, Object> given) {
    try {
      Object result =
          row.method()
              .invoke(CDI.current().select(row.face()).get(), arguments(row, caller, side, given));
      return new Ended("done", text(result));
    } catch (InvocationTargetException thrown) {
      for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
        if (cause instanceof Refused refused) {
          String words = refused.kind() + " " + refused.field() + " " + refused.remedy();
          return new Ended(refused.remedy().code(), words);
        }
      }
      return new Ended("threw " + thrown.getCause(), "");
    } catch (IllegalAccessException notOpen) {
      throw new AssertionError(row.name(), notOpen);
    }
  }

  private static String text(@Nullable Object result) {
    String text = String.valueOf(result);
    if (result instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    return text;
  }

  @Nullable Object[] arguments(Row row, Caller caller, Side side) {
    return arguments(row, caller, side, Map.of());
  }

  private @Nullable Object[] arguments(
      Row row, Caller caller, Side side, Map<String, Object> given) {
    Call call = new Call(row, caller, side, given);
    return Arrays.stream(row.method().getParameters())
        .map(parameter -> argument(parameter, call))
        .toArray();
  }

  private @Nullable Object argument(Parameter parameter, Call call) {
    String face = call.row().face().getSimpleName() + ".";
    String name = parameter.getName();
    if (call.given().containsKey(name)) {
      return call.given().get(name);
    }
    for (String place :
        List.of(face + call.row().method().getName() + "." + name, face + name, name)) {
      // A name alone stands for a text or an object, never for a number.
      boolean fits = place.contains(".") || !parameter.getType().isPrimitive();
      if (fits && byPlace.containsKey(place)) {
        return byPlace.get(place).apply(call);
      }
    }
    Function<Call, Object> maker = byType.get(parameter.getType());
    return maker == null ? null : maker.apply(call);
  }
}
