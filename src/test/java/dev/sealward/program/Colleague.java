package dev.sealward.program;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Somebody an admin let in, who becomes now this and now that: roles hold from the next click. */
final class Colleague {
  private static final String CHOSEN = "seven curlews on the flat";

  private final Visitor admin;
  private final Visitor self;
  private final String name;

  private Colleague(Visitor admin, Visitor self, String name) {
    this.admin = admin;
    this.self = self;
    this.name = name;
  }

  /**
   * Lets somebody in, who chooses a password.
   *
   * @param admin signed in, and has proved it lately
   */
  static Colleague letIn(RunningSealward program, Visitor admin, String name) {
    Page people = admin.get("/settings/people").page();
    Visitor.Reply made =
        admin.submit(
            people,
            "create",
            "createIt",
            Map.of("name", name, "roles", "viewer", "workspaces", "default"));
    String initial = admin.get(made.location()).page().text("initial");
    Visitor self = new Visitor(program.address());
    self.submit(
        self.get("/sign-in").page(), "door", "signIn", Map.of("name", name, "password", initial));
    Map<String, String> typed =
        Map.of("currentPassword", initial, "password", CHOSEN, "passwordAgain", CHOSEN);
    self.submit(self.get("/account/password").page(), "door", "chooseIt", typed);
    return new Colleague(admin, self, name);
  }

  /** Gives one role in one workspace; who reaches all of them has none of their own. */
  void become(String role, String workspace) {
    Page page = admin.get("/settings/people/" + name).page();
    Map<String, String> typed = new LinkedHashMap<>(Map.of("roles", role));
    if (List.of("viewer", "operator").contains(role)) {
      typed.put("workspaces", workspace);
    }
    Visitor.Reply changed = admin.submit(page, "change", "changeIt", typed);
    if (changed.status() != 302) {
      throw new AssertionError(name + " is no " + role + ": " + changed.page().words());
    }
  }

  String session() {
    return self.session();
  }
}
