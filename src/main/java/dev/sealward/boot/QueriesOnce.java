package dev.sealward.boot;

import org.eclipse.persistence.config.SessionCustomizer;
import org.eclipse.persistence.sessions.DatabaseLogin;
import org.eclipse.persistence.sessions.Session;

/**
 * Has a query that failed for its connection fail at once.
 *
 * <p>EclipseLink would sleep five seconds and try again, three times and each of those three times
 * more. Who asks waits as long, a thread and all; and when the program ends after its connections,
 * so does its end. The pool tries connections before it hands them out, and a caller may come
 * again.
 */
public final class QueriesOnce implements SessionCustomizer {
  @Override
  public void customize(Session session) {
    ((DatabaseLogin) session.getDatasourceLogin()).setQueryRetryAttemptCount(0);
  }
}
