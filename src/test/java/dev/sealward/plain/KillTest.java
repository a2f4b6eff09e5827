package dev.sealward.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.secret.store.KvServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends a plain process with SIGKILL at random moments of everything that takes several steps, again
 * and again on two installations: one on H2 that moves values to files, one on PostgreSQL that
 * moves them to a Vault server. The next process opens every value, reads every new backup and
 * looks at keys, stores and audit trail; then it goes on with what was begun. Beside them a backup
 * is restored into empty folders, killed as well.
 */
@Tag("VAULT-06")
@Tag("VAULT-10")
@Tag("FOUND-01")
@Tag("START-02")
@Tag("ST-SEC-003")
@Tag("ST-SEC-010")
@Tag("VAULT-05")
class KillTest {
  private static final int SECRETS = 300;
  // Each move of one is several requests and several connections.
  private static final int SECRETS_AWAY = 100;
  private static final int KILLS_A_PHASE = 2;
  private static final int RESTORE_KILLS = 5;
  private static final Set<Phase> LONG =
      EnumSet.complementOf(EnumSet.of(Phase.DELETE, Phase.ARCHIVE));

  @TempDir Path folder;

  @Test
  void everythingOpensWhereverItIsKilled() throws Exception {
    try (PlainPostgres postgres = new PlainPostgres();
        KvServer vault = new KvServer()) {
      PlainJava java = PlainJava.in(folder);
      KilledInstallation first =
          new KilledInstallation(java, "H2 and files", folder.resolve("first"), Map.of(), 9);
      Map<String, String> away = new HashMap<>(postgres.database());
      away.put("vault.addr", vault.address());
      away.put("vault.token", KvServer.TOKEN);
      KilledInstallation second =
          new KilledInstallation(java, "PostgreSQL and Vault", folder.resolve("second"), away, 10);
      // Several at once: each waits for its disk and its parent about as long as it works.
      all(() -> first.wholeRound(SECRETS, java.archiving()), () -> second.wholeRound(SECRETS_AWAY));
      KilledRestores restores =
          new KilledRestores(java, folder.resolve("first"), folder.resolve("restores"), 11);
      all(() -> kill(first), () -> kill(second), () -> restores.kill(RESTORE_KILLS));
      assertThat(named(away)).containsExactlyInAnyOrderElementsOf(blobs(vault));
      report(first, second);
      System.out.println(restores.report());
    }
  }

  /** The blobs the database says are in the Vault server. */
  private static List<String> named(Map<String, String> settings) throws SQLException {
    List<String> named = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(settings.get("sealward.db.url"));
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select blob_id from secret_version where store = 'vault' and blob_id is not"
                    + " null")) {
      while (found.next()) {
        named.add(found.getString(1));
      }
    }
    return named;
  }

  /** The blobs that are there: the last part of a path is a version's number and its blob's id. */
  private static List<String> blobs(KvServer vault) {
    return vault.paths().stream()
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .map(last -> last.substring(last.indexOf('-') + 1))
        .toList();
  }

  private static void all(Killing... parts) {
    CompletableFuture.allOf(
            Stream.of(parts)
                .map(part -> CompletableFuture.runAsync(() -> attempt(part)))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private interface Killing {
    void run() throws Exception;
  }

  private static void attempt(Killing killing) {
    try {
      killing.run();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static void kill(KilledInstallation installation) throws Exception {
    for (int i = 0; i < KILLS_A_PHASE; i++) {
      // A deletion is too short to be met often, and archiving repeats itself.
      for (Phase phase : i % 2 == 0 ? EnumSet.allOf(Phase.class) : LONG) {
        installation.killIn(phase);
      }
    }
    installation.wholeRound(0);
  }

  private static void report(KilledInstallation first, KilledInstallation second) {
    Set<Phase> met = EnumSet.copyOf(first.kills().keySet());
    met.addAll(second.kills().keySet());
    assertThat(met).containsAll(LONG);
    // In the build's log: how often it was tried.
    System.out.println(
        "Whole installation, kills of a plain process: "
            + first.report()
            + "; "
            + second.report()
            + "; everything opens, and "
            + (first.acknowledged() + second.acknowledged())
            + " acknowledged steps hold.");
  }
}
