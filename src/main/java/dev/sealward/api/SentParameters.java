package dev.sealward.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the parameters that a call of the API takes from its address through {@link SentTexts},
 * before the call. A call that only reads stores none of them.
 */
@Provider
@ApplicationScoped
public class SentParameters implements DynamicFeature {
  private final SentTexts texts;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected SentParameters() {
    this(null);
  }

  @Inject
  SentParameters(SentTexts texts) {
    this.texts = texts;
  }

  @Override
  public void configure(ResourceInfo called, FeatureContext context) {
    if (called.getResourceMethod().isAnnotationPresent(GET.class)) {
      return;
    }
    List<String> path = new ArrayList<>();
    List<String> query = new ArrayList<>();
    for (Parameter parameter : called.getResourceMethod().getParameters()) {
      PathParam inPath = parameter.getAnnotation(PathParam.class);
      QueryParam inQuery = parameter.getAnnotation(QueryParam.class);
      if (inPath != null) {
        path.add(inPath.value());
      }
      if (inQuery != null) {
        query.add(inQuery.value());
      }
    }
    if (!path.isEmpty() || !query.isEmpty()) {
      context.register(new Check(texts, called.getResourceClass(), path, query));
    }
  }

  /** The check of one method's parameters. */
  private record Check(SentTexts texts, Class<?> reader, List<String> path, List<String> query)
      implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      UriInfo address = request.getUriInfo();
      TextCheck check = texts.in(reader);
      checkAll(check, path, address.getPathParameters());
      checkAll(check, query, address.getQueryParameters());
    }

    private static void checkAll(
        TextCheck check, List<String> names, MultivaluedMap<String, String> sent) {
      for (String name : names) {
        sent.getOrDefault(name, List.of()).forEach(text -> check.check(name, text));
      }
    }
  }
}
