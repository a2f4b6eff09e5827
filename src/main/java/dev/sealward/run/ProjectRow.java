package dev.sealward.run;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A project's row; its id is unique in its tenant. */
@Entity
@Table(name = "project")
@Cacheable(false)
@Access(AccessType.FIELD)
class ProjectRow {
  @Id private UUID id;

  private String tenant;
  private String workspace;

  @Column(name = "project_id")
  private String projectId;

  @Column(name = "display_name")
  private String displayName;

  private String description;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "created_by")
  private String createdBy;

  @Version
  @Column(name = "row_version")
  private long rowVersion;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected ProjectRow() {}

  ProjectRow(
      UUID id, Caller creator, ProjectId project, String name, String description, Instant now) {
    this.id = id;
    this.tenant = creator.tenant().value();
    this.workspace = creator.workspace().value();
    this.projectId = project.value();
    this.displayName = name;
    this.description = description;
    this.createdAt = now;
    this.createdBy = creator.id();
  }

  ProjectView view(long runs, @Nullable Instant lastRunAt) {
    return new ProjectView(
        ProjectId.of(projectId), displayName, description, createdAt, createdBy, runs, lastRunAt);
  }

  String projectId() {
    return projectId;
  }
}
