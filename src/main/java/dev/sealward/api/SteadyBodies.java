package dev.sealward.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/** Every body of the API has to keep coming; each would keep a request's thread otherwise. */
@Provider
@ApplicationScoped
public class SteadyBodies implements ContainerRequestFilter {
  @Override
  public void filter(ContainerRequestContext request) {
    MediaType type = request.getMediaType();
    boolean events = request.getUriInfo().getPath().matches(".*runs/[^/]+/events");
    boolean lines = events && type != null && type.getSubtype().endsWith("ndjson");
    request.setEntityStream(new SteadyBody(request.getEntityStream(), System::nanoTime, lines));
  }
}
