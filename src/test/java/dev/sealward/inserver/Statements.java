package dev.sealward.inserver;

import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.persistence.logging.AbstractSessionLog;
import org.eclipse.persistence.logging.SessionLog;
import org.eclipse.persistence.logging.SessionLogEntry;
import org.eclipse.persistence.sessions.DatabaseSession;

/** The SQL a piece of work sends to the database, in its order, without what is bound. */
final class Statements extends AbstractSessionLog {
  private final Thread watched = Thread.currentThread();
  private final List<String> sent = new ArrayList<>();

  private Statements() {}

  /** What {@code work} sends on this thread; a refusal ends it and is no failure. */
  static List<String> of(EntityManagerFactory factory, Runnable work) {
    DatabaseSession session = factory.unwrap(DatabaseSession.class);
    SessionLog before = session.getSessionLog();
    Statements statements = new Statements();
    session.setSessionLog(statements);
    try {
      work.run();
    } finally {
      session.setSessionLog(before);
    }
    return statements.sent;
  }

  @Override
  public boolean shouldLog(int level, String category) {
    return SQL.equals(category);
  }

  @Override
  public void log(SessionLogEntry entry) {
    String statement = String.valueOf(entry.getMessage());
    // Ids come fifty at a time: which call fetches them is chance.
    boolean chance = statement.contains("_seq") || statement.contains("_SEQ");
    if (entry.getThread() == watched && SQL.equals(entry.getNameSpace()) && !chance) {
      synchronized (sent) {
        sent.add(statement);
      }
    }
  }
}
