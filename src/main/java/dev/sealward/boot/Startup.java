package dev.sealward.boot;

import dev.sealward.access.SetUp;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.DomainEvent;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.FolderFinding;
import dev.sealward.keys.FolderFindings;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyState;
import dev.sealward.secret.Stores;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the application comes up: migrations, the store, then the key ring, then it
 * says so to the launcher. A failure ends the deployment, and with it the process.
 */
@ApplicationScoped
public class Startup {
  private static final Logger LOG = Logger.getLogger(Startup.class.getName());

  private final KeyRing keyRing;
  private final SetUp setUp;
  private final Guard guard;
  private final FolderFindings folderFindings;
  private final Stores stores;
  private final Migrations migrations;

  // The container injects resources into fields only.
  @Resource(lookup = "java:app/jdbc/sealward")
  private @Nullable DataSource dataSource;

  @Resource private @Nullable ManagedExecutorService executor;

  @Inject
  Startup(
      KeyRing keyRing,
      SetUp setUp,
      Guard guard,
      FolderFindings folderFindings,
      Stores stores,
      Migrations migrations) {
    this.keyRing = keyRing;
    this.setUp = setUp;
    this.guard = guard;
    this.folderFindings = folderFindings;
    this.stores = stores;
    this.migrations = migrations;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Startup() {
    this(null, null, null, null, null, null);
  }

  void start(@Observes @Priority(100) @Initialized(ApplicationScoped.class) Object context) {
    try {
      migrate();
      folderFindings.report(findings());
      requireStore();
      keyRing.start();
    } catch (FlywayException e) {
      System.setProperty(
          Launcher.FAILURE,
          "The database's tables could not be brought up to date; the log says why.");
      throw e;
    }
    boolean locked = keyRing.state() instanceof KeyState.Locked;
    System.setProperty(Launcher.LOCKED, Boolean.toString(locked));
    System.setProperty(Launcher.STATE, state(locked));
  }

  private void migrate() {
    DataSource application = dataSource;
    if (application == null) {
      throw new IllegalStateException("the container gave no data source");
    }
    migrations.run(application);
  }

  private void requireStore() {
    try {
      stores.requireUsable();
    } catch (IllegalStateException e) {
      System.setProperty(Launcher.FAILURE, String.valueOf(e.getMessage()));
      throw e;
    }
    // A store that is away may come back: what needs it says so until then.
    stores
        .trouble()
        .ifPresent(trouble -> LOG.log(Level.WARNING, "The store: {0}", trouble.sentence()));
  }

  /**
   * Loads the masks of all tenants as soon as they can be read, so that the server's own log knows
   * them too. In the background: a large store must not hold up the start, and what needs them
   * waits or is refused.
   */
  void loadMasks(@Observes @Priority(3) DomainEvent.KeyRingOpened opened) {
    ManagedExecutorService background = executor;
    if (background == null) {
      throw new IllegalStateException("the container gave no executor");
    }
    background.execute(
        () -> {
          try {
            guard.loadAll();
          } catch (Refused notYet) {
            LOG.log(Level.WARNING, "The masks are not loaded yet: {0}", notYet.remedy().code());
          }
        });
  }

  private static List<FolderFinding> findings() {
    return LaunchFinding.decode(System.getProperty(LaunchFinding.PROPERTY)).stream()
        .map(found -> new FolderFinding(found.path(), remedy(found), found.fixed()))
        .toList();
  }

  private static Remedy remedy(LaunchFinding found) {
    return switch (found.rule()) {
      case OPEN_TO_OTHERS ->
          found.fixed()
              ? Remedy.of(
                  "OPEN_TO_OTHERS",
                  "Other users of this machine could reach it; it is closed now.",
                  "Find out what opened it, and rotate what may have been read.")
              : Remedy.of(
                  "OPEN_TO_OTHERS",
                  "Other users of this machine can reach it, and it is not Sealward's to close.",
                  "Run as its owner or as root: chmod -R go-rwx on it.");
      case NO_MODES ->
          Remedy.of(
              "NO_MODES",
              "The data folder's filesystem keeps no owner-only modes.",
              "Restrict the folder to this user by its access rules, or choose another with"
                  + " SEALWARD_DATA_DIR.");
      case NO_MASK ->
          Remedy.of(
              "NO_MASK",
              "New files inside the data folder may be made readable for others; the folder"
                  + " itself is closed.",
              "Run umask 077 before you start Sealward.");
    };
  }

  private String state(boolean locked) {
    // Set-up first: who goes on with it needs the code, and is led to unlocking from there.
    if (!setUp.isComplete()) {
      return "setup";
    }
    return locked ? "locked" : "ready";
  }
}
