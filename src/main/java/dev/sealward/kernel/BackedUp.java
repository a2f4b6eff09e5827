package dev.sealward.kernel;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Port: what of a module's data goes into a backup. Each module with tables answers; every table of
 * the schema is claimed by exactly one of them, as backed up or as left out on purpose.
 */
public interface BackedUp {

  /** The tables, parents before children. */
  List<Table> tables();

  /** Tables whose rows mean nothing on another machine. */
  default Set<String> leftOut() {
    return Set.of();
  }

  /**
   * Tables whose rows are only ever added. On PostgreSQL the application's account can do nothing
   * else to them, when the schema's owner is another one.
   */
  default Set<String> appendOnly() {
    return Set.of();
  }

  /**
   * Puts into a row what it keeps elsewhere than in the database, so that the backup is whole.
   * Asked for rows of tables with envelopes only.
   *
   * @param row by column name; goes into the backup as it is afterwards
   */
  default void complete(String table, Map<String, @Nullable Object> row) {}

  /** What an empty installation holds in a table, and what becomes of it when one is restored. */
  enum Fresh {
    /** Nothing; rows mean that the installation is not empty. */
    EMPTY,
    /** Nothing; comes last, with what makes the installation complete. Few rows. */
    LAST,
    /** A row from set-up, which is replaced, last. */
    REPLACED,
    /** History, which stays and is numbered after the restored rows. */
    CONTINUED
  }

  /**
   * A table that is backed up.
   *
   * @param sequence what numbers its column {@code id}; null when nothing does
   * @param sealed where its envelopes are; null when it holds none
   */
  record Table(String name, Fresh fresh, @Nullable String sequence, @Nullable Sealed sealed) {

    public static Table of(String name) {
      return new Table(name, Fresh.EMPTY, null, null);
    }

    /** With few rows, which make the installation one. */
    public static Table last(String name) {
      return new Table(name, Fresh.LAST, null, null);
    }

    /** With one row that set-up keeps. */
    public static Table replaced(String name) {
      return new Table(name, Fresh.REPLACED, null, null);
    }

    /** With history, numbered by a sequence. */
    public static Table continued(String name, String sequence) {
      return new Table(name, Fresh.CONTINUED, sequence, null);
    }

    public static Table sealed(String name, Sealed sealed) {
      return new Table(name, Fresh.EMPTY, null, sealed);
    }
  }

  /**
   * Where the envelopes of a table are and what they are bound to, in SQL; the table is {@code t}.
   *
   * @param column the envelope's column
   * @param purpose the binding's purpose, in text form
   * @param row an expression for the binding's row id
   * @param version an expression for the binding's version
   * @param scope four expressions: tenant, workspace, environment, provider
   * @param join what the expressions need besides {@code t}; may be empty
   */
  record Sealed(
      String column, String purpose, String row, String version, String scope, String join) {}
}
