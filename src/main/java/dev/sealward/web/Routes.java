package dev.sealward.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every address there is, in one table. A segment in braces takes one path segment of the
 * characters ids are made of; what is not in the table does not exist.
 */
final class Routes {
  private static final String SEGMENT = "((?![^/]*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,127})";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)\\}");

  private static final List<Entry> TABLE =
      List.of(
          entry("/", "/pages/overview.xhtml"),
          entry("/setup", "/pages/setup.xhtml"),
          entry("/setup/restore", "/pages/restore.xhtml"),
          entry("/setup/restore/feed", "/backup-feed"),
          entry("/setup/upload", "/restore-upload"),
          entry("/unlock", "/pages/unlock.xhtml"),
          entry("/sign-in", "/pages/sign-in.xhtml"),
          entry("/sign-in/code", "/pages/sign-in-code.xhtml"),
          entry("/sign-in/enrol", "/pages/sign-in-enrol.xhtml"),
          entry("/sign-in/again", "/pages/sign-in-again.xhtml"),
          entry("/account/second-factor", "/pages/account/second-factor.xhtml"),
          entry("/sign-in/oidc", "/open-id-begin"),
          entry("/sign-in/oidc/callback", "/open-id-callback"),
          entry("/account/sign-in", "/pages/account/sign-in.xhtml"),
          entry("/settings/sign-in", "/pages/settings/sign-in-links.xhtml"),
          entry("/settings/security", "/pages/settings/security.xhtml"),
          entry("/settings/security/store", "/pages/settings/store.xhtml"),
          entry("/settings/security/secrets/{secret}", "/pages/settings/secret.xhtml"),
          entry("/settings/security/secrets/{secret}/rotate", "/pages/settings/rotate.xhtml"),
          entry("/settings/security/secrets/{secret}/revoke", "/pages/settings/revoke.xhtml"),
          entry("/settings/security/keys", "/pages/settings/keys.xhtml"),
          entry("/settings/security/keys/feed", "/keys-feed"),
          entry("/settings/security/keys/failures", "/pages/settings/key-failures.xhtml"),
          entry("/settings/security/keys/rotate", "/pages/settings/rotate-key.xhtml"),
          entry("/settings/security/keys/{version}/destroy", "/pages/settings/destroy-key.xhtml"),
          entry("/settings/entities", "/pages/settings/entities.xhtml"),
          entry("/settings/entities/{entity}", "/pages/settings/entity.xhtml"),
          entry("/settings/people", "/pages/settings/people.xhtml"),
          entry("/settings/people/{person}", "/pages/settings/person.xhtml"),
          entry("/account", "/pages/account.xhtml"),
          entry("/account/password", "/pages/first-password.xhtml"),
          entry(
              "/settings/entities/{entity}/tokens/{token}/rotate",
              "/pages/settings/rotate-token.xhtml"),
          entry("/settings/backup", "/pages/settings/backup.xhtml"),
          entry("/settings/backup/feed", "/backup-feed"),
          entry("/settings/backup/recovery-kit", "/pages/settings/recovery-kit.xhtml"),
          entry("/settings/backup/{backup}/verify", "/pages/settings/backup-verify.xhtml"),
          entry("/settings/backup/{backup}/delete", "/pages/settings/backup-delete.xhtml"),
          entry("/settings/backup/{backup}/download", "/backup-download"),
          entry("/settings/redaction", "/pages/settings/redaction.xhtml"),
          entry("/settings/redaction/new", "/pages/settings/redaction-new.xhtml"),
          entry("/projects", "/pages/projects/list.xhtml"),
          entry("/projects/{project}", "/pages/projects/project.xhtml"),
          entry("/projects/{project}/runs/{run}", "/pages/projects/run.xhtml"),
          entry("/projects/{project}/runs/{run}/feed", "/run-feed"),
          entry("/projects/{project}/runs/{run}/artifacts/{artifact}", "/artifact-download"),
          entry(
              "/projects/{project}/runs/{run}/artifacts/{artifact}/delete",
              "/pages/projects/artifact-delete.xhtml"),
          entry("/audit", "/pages/audit.xhtml"),
          entry("/audit/export", "/audit-export"),
          entry("/audit/checkpoint", "/audit-checkpoint"),
          entry("/audit/public-key", "/audit-key"),
          entry("/audit/archive", "/pages/audit/archive.xhtml"),
          entry("/audit/archive/{segment}", "/audit-segment"),
          entry("/audit/{record}", "/pages/audit/record.xhtml"),
          entry("/audit/story/{kind}/{id}", "/pages/audit/story.xhtml"),
          entry("/alerts", "/pages/alerts.xhtml"),
          entry("/settings/policies", "/pages/settings/policies.xhtml"),
          entry("/settings/policies/why", "/pages/settings/why.xhtml"));

  private record Entry(Pattern form, List<String> names, String target) {}

  private Routes() {}

  private static Entry entry(String form, String target) {
    List<String> names = PLACEHOLDER.matcher(form).results().map(hit -> hit.group(1)).toList();
    String pattern = PLACEHOLDER.matcher(form).replaceAll(Matcher.quoteReplacement(SEGMENT));
    // Where no address leads: of a folder that has one the container says that it is there.
    String inside = target.endsWith(".xhtml") ? "/WEB-INF" + target : target;
    return new Entry(Pattern.compile(pattern), names, inside);
  }

  /** The route of a decoded path. */
  static Optional<Route> of(String path) {
    for (Entry entry : TABLE) {
      Matcher found = entry.form().matcher(path);
      if (found.matches()) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (int i = 0; i < entry.names().size(); i++) {
          parts.put(entry.names().get(i), found.group(i + 1));
        }
        return Optional.of(new Route(entry.target(), parts));
      }
    }
    return Optional.empty();
  }

  /**
   * {@code text} when it is the address of a page, with or without a query; else {@code /}. Where
   * somebody goes after signing in comes from outside and must not lead elsewhere.
   */
  static String localOrHome(String text) {
    int query = text.indexOf('?');
    String path = query < 0 ? text : text.substring(0, query);
    boolean plain = text.length() <= 512 && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    boolean page = plain && of(path).filter(route -> route.target().endsWith(".xhtml")).isPresent();
    return page ? text : "/";
  }
}
