package dev.sealward.inserver;

import org.jboss.arquillian.container.spi.client.deployment.DeploymentDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.arquillian.container.spi.event.container.AfterDeploy;
import org.jboss.arquillian.core.api.Instance;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;

/**
 * Says where the test runner answers in the server. The connector reads that from the server's
 * output and looks once, as soon as it has seen the ports: when the list of servlets comes a moment
 * later, it finds none, and every test fails.
 */
public final class RunnerServlet implements LoadableExtension {
  private static final String NAME = "ArquillianServletRunnerEE9";

  @Override
  public void register(ExtensionBuilder builder) {
    builder.observer(Completion.class);
  }

  /** Adds the servlet that was not seen. */
  public static final class Completion {
    @Inject private Instance<ProtocolMetaData> found;

    void complete(@Observes AfterDeploy deployed) {
      DeploymentDescription deployment = deployed.getDeployment();
      String root = "/" + deployment.getArchive().getName().replaceFirst("\\.war$", "");
      for (HTTPContext context : found.get().getContexts(HTTPContext.class)) {
        if (context.getServletByName(NAME) == null) {
          context.add(new Servlet(NAME, root));
        }
      }
    }
  }
}
