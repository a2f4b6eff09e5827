package dev.sealward.web;

import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.access.Workspaces;
import dev.sealward.kernel.SecretValue;
import dev.sealward.secret.Secrets;
import dev.sealward.secret.StoredSecret;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** {@code /settings/security/store}: takes a new secret. */
@Named
@RequestScoped
public class StorePage {
  private final Visit visit;
  private final Secrets secrets;
  private final Policies policies;
  private final Workspaces workspaces;
  private final SecretForm form = new SecretForm();

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected StorePage() {
    this(null, null, null, null);
  }

  @Inject
  StorePage(Visit visit, Secrets secrets, Policies policies, Workspaces workspaces) {
    this.visit = visit;
    this.secrets = secrets;
    this.policies = policies;
    this.workspaces = workspaces;
  }

  public SecretForm getForm() {
    return form;
  }

  public void load() {
    policies.require(visit.caller(), Permission.MANAGE_SECRETS);
    if (form.getWorkspace().isEmpty()) {
      form.setWorkspace(visit.caller().workspace().value());
    }
  }

  /** The workspaces to choose from; whoever reaches one only is not asked. */
  public List<String> getWorkspaces() {
    return workspaces.list(visit.caller()).stream().map(one -> one.id().value()).toList();
  }

  public void store() {
    visit.attempt(
        () -> {
          try (SecretValue typed = form.takeValue()) {
            StoredSecret stored = secrets.store(visit.caller(), form.draft(), typed);
            visit.say("The secret is stored and encrypted.");
            visit.goTo("/settings/security/secrets/" + stored.secret().id());
          }
        });
    form.forget();
  }
}
