package dev.sealward.web;

import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How pages call what stands in audit rows, and where each leads. */
@Named
@RequestScoped
public class AuditLinks {
  private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String NO_SECRET = "00000000-0000-0000-0000-000000000000";

  /** Kinds whose whole story has a page. */
  private static final Set<String> STORIES = Set.of("secret", "run", "entity", "person");

  private final Visit visit;
  private final Policies policies;
  private final Secrets secrets;
  private final Map<String, SecretRef> refs = new HashMap<>();

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AuditLinks() {
    this(null, null, null);
  }

  @Inject
  AuditLinks(Visit visit, Policies policies, Secrets secrets) {
    this.visit = visit;
    this.policies = policies;
    this.secrets = secrets;
  }

  /** Looks up the names of the secrets these rows are about, all at once. */
  void prepare(Collection<AuditRecord> rows) {
    prepareSecrets(
        rows.stream()
            .flatMap(row -> Stream.of(row.target(), row.other()))
            .filter(Objects::nonNull)
            .filter(thing -> thing.kind().equals("secret"))
            .map(Target::id)
            .toList());
  }

  void prepareSecrets(Collection<String> ids) {
    List<SecretId> known =
        ids.stream().filter(id -> id.matches(UUID_FORM)).distinct().map(SecretId::parse).toList();
    refs.putAll(secrets.refs(visit.caller(), known));
  }

  /** {@code Secret rotated}. */
  public String action(Action action) {
    return AuditWords.of(action);
  }

  /** What kind of actor it was. */
  public String kindWord(Caller.Kind kind) {
    return switch (kind) {
      case PERSON -> "person";
      case ENTITY -> "entity";
      case SYSTEM -> "Sealward";
    };
  }

  /** What a thing is called: a secret by its title, a UUID by its first digits. */
  public String name(Target thing) {
    SecretRef ref = refs.get(thing.id());
    if (thing.kind().equals("secret") && ref != null) {
      return SecretTitles.of(ref);
    }
    if (thing.kind().equals("secret") && thing.id().equals(NO_SECRET)) {
      return "none that is there";
    }
    return thing.id().matches(UUID_FORM) ? thing.id().substring(0, 8) : thing.id();
  }

  /** What a secret of this id is called. */
  public String secretName(String id) {
    return name(new Target("secret", id));
  }

  /** The page of the whole story of a thing; null where it has none. */
  public @Nullable String story(Target thing) {
    boolean told = STORIES.contains(thing.kind()) && !thing.id().equals(NO_SECRET);
    return told ? storyOf(thing.kind(), thing.id()) : null;
  }

  /** The page of the whole story of somebody; null for Sealward itself. */
  public @Nullable String story(Caller.Kind kind, String id) {
    return switch (kind) {
      case PERSON -> storyOf("person", id);
      case ENTITY -> storyOf("entity", id);
      case SYSTEM -> null;
    };
  }

  private static @Nullable String storyOf(String kind, String id) {
    String address = "/audit/story/" + kind + "/" + id;
    return Routes.of(address).isPresent() ? address : null;
  }

  /** The page of what a row is about; null where there is none. */
  public @Nullable String page(Target target) {
    return switch (target.kind()) {
      case "secret" -> refs.containsKey(target.id()) ? secretPage(target) : null;
      case "entity" -> existing("/settings/entities/" + target.id());
      case "key" ->
          policies.holds(visit.caller(), Permission.MANAGE_KEYS) ? KeysPage.ADDRESS : null;
      case "rule" ->
          policies.holds(visit.caller(), Permission.SEE_REDACTION) ? RedactionPage.ADDRESS : null;
      case "project" -> existing("/projects/" + target.id());
      default -> null;
    };
  }

  private static String secretPage(Target target) {
    return "/settings/security/secrets/" + target.id();
  }

  private static @Nullable String existing(String address) {
    return Routes.of(address).isPresent() ? address : null;
  }

  /** The search for everything about a thing. */
  public String search(Target thing) {
    return thing.kind().equals("secret")
        ? AuditForm.ADDRESS + "?secret=" + PageQuery.encoded(thing.id())
        : AuditForm.ADDRESS
            + "?kind="
            + PageQuery.encoded(thing.kind())
            + "&target="
            + PageQuery.encoded(thing.id());
  }

  /** The search for everything somebody did. */
  public String search(Caller.Kind kind, String id) {
    return AuditForm.ADDRESS + "?who=" + AuditForm.who(kind) + "&actor=" + PageQuery.encoded(id);
  }
}
