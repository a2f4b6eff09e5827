package dev.sealward.web;

import dev.sealward.access.PersonView;
import dev.sealward.access.WorkspaceView;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.WorkspaceId;
import jakarta.faces.model.SelectItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The part of a form that says what somebody is and where they work. */
public final class PlaceForm {
  private List<String> roles = new ArrayList<>();
  private List<String> workspaces = new ArrayList<>();
  private boolean sent;

  /** The roles there are, with what each is for. */
  public List<SelectItem> getKnownRoles() {
    return List.of(
        new SelectItem(Role.VIEWER.text(), "Viewer: sees metadata and runs"),
        new SelectItem(Role.OPERATOR.text(), "Operator: stores and rotates secrets, grants access"),
        new SelectItem(
            Role.SECURITY_LEAD.text(), "Security lead: sees audit and alerts, revokes; everywhere"),
        new SelectItem(
            Role.ADMIN.text(), "Admin: manages people, keys, backups, rules; everywhere"));
  }

  List<SelectItem> items(List<WorkspaceView> known) {
    return known.stream()
        .map(workspace -> new SelectItem(workspace.id().value(), workspace.id().value()))
        .toList();
  }

  /** Fills the form with what holds, unless something else was sent in it. */
  void show(PersonView person) {
    if (sent) {
      return;
    }
    roles = new ArrayList<>(person.roles().stream().map(Role::text).toList());
    workspaces = new ArrayList<>(person.workspaces().stream().map(WorkspaceId::value).toList());
  }

  Set<Role> chosenRoles() {
    return roles.stream().map(Role::parse).collect(Collectors.toSet());
  }

  Set<WorkspaceId> chosenWorkspaces() {
    return workspaces.stream().map(WorkspaceId::of).collect(Collectors.toSet());
  }

  public List<String> getRoles() {
    return roles;
  }

  public void setRoles(List<String> roles) {
    this.roles = roles;
    this.sent = true;
  }

  public List<String> getWorkspaces() {
    return workspaces;
  }

  public void setWorkspaces(List<String> workspaces) {
    this.workspaces = workspaces;
  }
}
