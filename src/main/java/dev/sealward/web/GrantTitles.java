package dev.sealward.web;

import dev.sealward.access.KeyCustody;
import dev.sealward.access.PolicyView;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.secret.Secrets;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What the policies of one page are on, in words, and where that is shown. */
final class GrantTitles {
  private final Map<String, SecretRef> refs;

  private GrantTitles(Map<String, SecretRef> refs) {
    this.refs = refs;
  }

  static GrantTitles of(Secrets secrets, Caller caller, List<PolicyView> policies) {
    List<SecretId> ids =
        policies.stream()
            .map(PolicyView::target)
            .filter(target -> target.kind().equals("secret"))
            .map(target -> SecretId.parse(target.id()))
            .toList();
    return new GrantTitles(secrets.refs(caller, ids));
  }

  /** A secret's title, a scope in words, or the project's id. */
  String title(Target target) {
    if (target.equals(KeyCustody.RING)) {
      return "The master key";
    }
    if (target.kind().equals("scope")) {
      return scope(target.id());
    }
    SecretRef secret = refs.get(target.id());
    return secret == null ? target.id() : SecretTitles.of(secret);
  }

  /** {@code All production secrets of openai in default}. */
  static String scope(String id) {
    String[] parts = id.split("/", -1);
    if (parts.length != 3) {
      return id;
    }
    return "All "
        + (parts[1].equals("*") ? "" : parts[1] + " ")
        + "secrets"
        + (parts[2].equals("*") ? "" : " of " + parts[2])
        + " in "
        + parts[0];
  }

  /** The page of what a policy is on. */
  static String address(Target target) {
    return switch (target.kind()) {
      case "secret" -> "/settings/security/secrets/" + target.id();
      case "key" -> KeysPage.ADDRESS;
      case "scope" ->
          PoliciesPage.ADDRESS + "?scope=" + URLEncoder.encode(target.id(), StandardCharsets.UTF_8);
      default -> "/projects/" + target.id();
    };
  }
}
