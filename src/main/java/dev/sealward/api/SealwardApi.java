package dev.sealward.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/**
 * The REST API. Classes are listed, so that nothing becomes reachable by being on the class path.
 */
@ApplicationPath(SealwardApi.PATH)
@OpenAPIDefinition(
    info = @Info(title = "Sealward", version = "1", description = "Secrets and runs for agents."),
    security = @SecurityRequirement(name = "machine token"))
@SecurityScheme(
    securitySchemeName = "machine token",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description = "A machine token of an entity, shown once when it is issued.")
public class SealwardApi extends Application {
  static final String PATH = "/api/v1";

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        IndexResource.class,
        KeysResource.class,
        ResolveResource.class,
        RunsResource.class,
        KnownValuesResource.class,
        ArtifactsResource.class,
        PromptsResource.class,
        SecretsResource.class,
        GrantsResource.class,
        RefusedMapper.class,
        HttpErrorMapper.class,
        DefectMapper.class,
        AnswerHeaders.class,
        PlainPaths.class,
        SteadyBodies.class,
        SentParameters.class);
  }

  @Override
  public Map<String, Object> getProperties() {
    return Map.of(
        // Streams go out as they are written instead of being held back for their length.
        "jersey.config.server.contentLength.buffer", 0,
        "jersey.config.server.wadl.disableWadl", true,
        // An error's body is ours; the servlet container's error page must not replace it.
        "jersey.config.server.response.setStatusOverSendError", true);
  }
}
