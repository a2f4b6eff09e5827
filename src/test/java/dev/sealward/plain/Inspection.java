package dev.sealward.plain;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Archive;
import dev.sealward.audit.Chain;
import dev.sealward.audit.SegmentView;
import dev.sealward.backup.BackupProgress;
import dev.sealward.backup.BackupView;
import dev.sealward.backup.Backups;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyState;
import dev.sealward.keys.KeyVersionState;
import dev.sealward.keys.KeyVersionView;
import dev.sealward.secret.KeptValues;
import dev.sealward.secret.OverdueVersions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks whether an installation is whole: every value opens and is the right one, no mask had to be
 * made again (each start opens them all), the key versions fit together, every backup that is
 * listed is there and whole, nothing lies about unnamed, and whatever was done is in the audit
 * trail, whose chain is whole.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.SUPPORTS)
public class Inspection {
  private static final int TRAIL_ROWS = 1_000;

  /** What must not be found, by a query that counts it. */
  private static final Map<String, String> NEVER =
      Map.ofEntries(
          Map.entry(
              "not exactly one active key version",
              "select count(*) - 1 from key_version where state = 'ACTIVE'"),
          Map.entry(
              "a rotated key version without its key",
              "select count(*) from key_version where state = 'ROTATED' and wrapped_key is null"),
          Map.entry(
              "a destroyed key version that keeps a key",
              "select count(*) from key_version where state = 'REVOKED'"
                  + " and (wrapped_key is not null or escrow is not null)"),
          Map.entry(
              "values of a key version that is destroyed",
              "select count(*) from secret_version v where v.blob_id is not null and v.key_version"
                  + " not in (select number from key_version where state <> 'REVOKED')"),
          Map.entry(
              "values of a retired key version",
              "select count(*) from secret_version v where v.blob_id is not null and v.key_version"
                  + " in (select number from key_version where retired_at is not null)"),
          Map.entry(
              "masks of a key version that is destroyed",
              "select count(*) from secret_mask where key_version"
                  + " not in (select number from key_version where state <> 'REVOKED')"),
          Map.entry(
              "own keys of a key version that is destroyed",
              "select count(*) from sealed_key where key_version"
                  + " not in (select number from key_version where state <> 'REVOKED')"),
          Map.entry(
              "a version without its masks",
              "select count(*) from secret_version v where v.blob_id is not null and not exists"
                  + " (select 1 from secret_mask m where m.secret_id = v.secret_id"
                  + " and m.version = v.number)"),
          Map.entry(
              "masks that had to be made again, as they did not open",
              "select count(*) from audit_event where action = '"
                  + Action.MASKS_REMADE.name()
                  + "'"),
          Map.entry(
              "something sealed that did not open, though nobody touched it",
              "select count(*) from security_alert where kind = '"
                  + AlertKind.SEALED_BYTES_CHANGED.name()
                  + "'"),
          Map.entry(
              "a column that is not where the version is said to be",
              "select count(*) from secret_version where blob_id is not null"
                  + " and (case when ciphertext is null then 0 else 1 end)"
                  + " <> (case when store = 'db' then 1 else 0 end)"),
          Map.entry(
              "two works of one kind",
              "select count(*) from (select kind from batch_work"
                  + " where work_state in ('RUNNING', 'PAUSED') group by kind"
                  + " having count(*) > 1) twice"),
          Map.entry(
              "a rotation that is not in the audit trail",
              unaudited("key_version", "number > 1", Action.KEY_ROTATED, "number")),
          Map.entry(
              "a retired key version that is not in the audit trail",
              unaudited("key_version", "retired_at is not null", Action.KEY_RETIRED, "number")),
          Map.entry(
              "a destroyed key version that is not in the audit trail",
              unaudited("key_version", "state = 'REVOKED'", Action.KEY_DESTROYED, "number")),
          Map.entry(
              "a secret that is not in the audit trail",
              unaudited("secret", "true", Action.SECRET_CREATED, "id")),
          Map.entry(
              "a backup that is not in the audit trail",
              unaudited("backup", "true", Action.BACKUP_CREATED, "file_name")),
          Map.entry(
              "new values that are not in the audit trail",
              "select abs((select sum(active_version - 1) from secret) - (select count(*)"
                  + " from audit_event where action = 'SECRET_ROTATED'))"),
          Map.entry(
              "moves that are not in the audit trail",
              "select abs((select count(*) from batch_work where kind = 'store-migration')"
                  + " - (select count(*) from audit_event where action ="
                  + " 'STORE_MIGRATION_STARTED'))"));

  @Inject EntityManager entityManager;
  @Inject KeptValues kept;
  @Inject OverdueVersions overdue;
  @Inject KeyRing keyRing;
  @Inject Backups backups;
  @Inject Chain chain;
  @Inject Archive archive;

  private static String unaudited(String table, String which, Action action, String id) {
    return "select count(*) from "
        + table
        + " t where "
        + which
        + " and cast(t."
        + id
        + " as varchar(64)) not in (select target_id from audit_event where action = '"
        + action.name()
        + "')";
  }

  /** What is wrong, in words; empty when nothing is. */
  List<String> look(Path folder, Caller admin) throws IOException {
    List<String> broken = new ArrayList<>();
    if (!(keyRing.state() instanceof KeyState.Open)) {
      broken.add("the key ring is " + keyRing.state());
      return broken;
    }
    broken.addAll(kept.broken(KilledProgram::value));
    NEVER.forEach(
        (what, query) -> {
          if (number(query) != 0) {
            broken.add(what + ": " + number(query));
          }
        });
    for (String tenant : chain.tenants()) {
      broken.addAll(trail(TenantId.of(tenant)));
    }
    broken.addAll(promised(folder));
    broken.addAll(strayKeys(folder.resolve("data/keys")));
    kept.strays(folder.resolve("data")).forEach(blob -> broken.add("unnamed blob " + blob));
    broken.addAll(backups(folder, admin));
    return broken;
  }

  /** What is wrong with the chain over a tenant's audit trail, and with its archive. */
  private List<String> trail(TenantId tenant) {
    List<String> broken = new ArrayList<>();
    String after = null;
    do {
      Chain.Checked piece = chain.check(tenant, after, TRAIL_ROWS);
      piece.found().forEach(found -> broken.add("audit trail: " + found.sentence()));
      after = piece.next();
    } while (after != null);
    return broken;
  }

  private long number(String query) {
    return ((Number) entityManager.createNativeQuery(query).getSingleResult()).longValue();
  }

  /** The rows that are in the trail's table or in a file of the archive that is recorded. */
  private Set<String> archivedOrThere(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    entityManager
        .createNativeQuery("select target_id from audit_event where tenant = ?")
        .setParameter(1, KilledProgram.ARCHIVED.value())
        .getResultList()
        .forEach(name -> names.add((String) name));
    for (SegmentView segment : archive.list(KilledProgram.ARCHIVED, Long.MAX_VALUE, 10_000)) {
      Files.readAllLines(folder.resolve("data/audit-archive").resolve(segment.fileName())).stream()
          .filter(line -> line.startsWith("row\t"))
          .forEach(line -> names.add(line.split("\t")[7]));
    }
    return names;
  }

  /** What was acknowledged before and is not there. */
  private List<String> promised(Path folder) throws IOException {
    Map<String, Integer> active = kept.activeVersions();
    Map<Integer, KeyVersionState> keys =
        keyRing.versions().stream()
            .collect(Collectors.toMap(KeyVersionView::number, KeyVersionView::state));
    Set<String> rows = archivedOrThere(folder);
    Set<String> deleted = new TreeSet<>();
    Set<String> made = new TreeSet<>();
    List<String> broken = new ArrayList<>();
    Path promises = folder.resolve("promises");
    for (String line : Files.exists(promises) ? Files.readAllLines(promises) : List.<String>of()) {
      String[] words = line.split(" ");
      boolean holds =
          switch (words[1]) {
            case "value" -> active.getOrDefault(words[2], 0) >= Integer.parseInt(words[3]);
            case "row" -> rows.contains(words[2]);
            case "rotated" -> keys.containsKey(Integer.valueOf(words[2]));
            case "destroyed" -> keys.get(Integer.valueOf(words[2])) == KeyVersionState.REVOKED;
            case "backup" -> made.add(words[2]);
            case "deleted" -> deleted.add(words[2]);
            default -> true;
          };
      if (!holds) {
        broken.add("acknowledged and lost: " + line);
      }
    }
    made.removeAll(deleted);
    Set<String> there = files(folder.resolve("data/backups"));
    deleted.retainAll(there);
    deleted.forEach(name -> broken.add("deleted and back: " + name));
    return broken;
  }

  /** A key file may only be there for a version that lives, or for one that was nearly made. */
  private List<String> strayKeys(Path folder) throws IOException {
    Set<String> allowed = new TreeSet<>();
    Set<String> needed = new TreeSet<>();
    int newest = 0;
    for (KeyVersionView version : keyRing.versions()) {
      newest = Math.max(newest, version.number());
      if (version.state() != KeyVersionState.REVOKED) {
        allowed.add(keyFile(version.number()));
      }
      if (version.state() == KeyVersionState.ACTIVE) {
        needed.add(keyFile(version.number()));
      }
    }
    // A key nothing was ever sealed under; the next rotation takes it, or writes it anew.
    allowed.add(keyFile(newest + 1));
    allowed.add(keyFile(newest + 1) + ".new");
    Set<String> there = files(folder);
    List<String> broken = new ArrayList<>();
    there.stream()
        .filter(name -> !allowed.contains(name))
        .forEach(name -> broken.add("key file " + name));
    needed.stream()
        .filter(name -> !there.contains(name))
        .forEach(name -> broken.add("no key file " + name));
    return broken;
  }

  private static String keyFile(int version) {
    return version == 1 ? "master.key" : "master.key.v" + version;
  }

  private List<String> backups(Path folder, Caller admin) throws IOException {
    List<String> broken = new ArrayList<>();
    Set<String> unlisted = files(folder.resolve("data/backups"));
    char[] kit = Files.readString(folder.resolve("kit")).toCharArray();
    for (BackupView backup : backups.list(admin)) {
      if (!unlisted.remove(backup.fileName())) {
        // Killed between the file and its entry: deleting it again ends it.
        backups.delete(admin, backup.id());
      } else if (backup.verifiedAt() == null) {
        backups.verify(admin, backup.id(), kit);
        BackupProgress read = KilledProgram.awaitBackup(() -> backups.progress(admin));
        if (read.state() != BackupProgress.State.DONE) {
          broken.add("backup " + backup.fileName() + ": " + read.failure());
        }
      }
    }
    unlisted.forEach(name -> broken.add("backup that is not listed: " + name));
    return broken;
  }

  /** What may lie about after a kill, and must not once everything was gone through again. */
  List<String> leftovers(Path folder) throws IOException {
    List<String> left = new ArrayList<>();
    if (number("select count(*) from store_garbage") != 0) {
      left.add("blobs to take away: " + number("select count(*) from store_garbage"));
    }
    if (number("select count(*) from batch_work where work_state = 'RUNNING'") != 0) {
      left.add("work that is not done");
    }
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      files
          .map(Path::toString)
          .filter(name -> name.matches(".*\\.(part|new|old|tmp)"))
          .forEach(name -> left.add("left over: " + name));
    }
    return left;
  }

  private static Set<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
