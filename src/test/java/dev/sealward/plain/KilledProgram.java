package dev.sealward.plain;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Retention;
import dev.sealward.audit.Sealer;
import dev.sealward.audit.Target;
import dev.sealward.backup.BackupProgress;
import dev.sealward.backup.BackupView;
import dev.sealward.backup.Backups;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyRotation;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyState;
import dev.sealward.keys.KeyVersionState;
import dev.sealward.keys.KeyVersionView;
import dev.sealward.keys.WorkProgress;
import dev.sealward.keys.WorkState;
import dev.sealward.secret.KeptValues;
import dev.sealward.secret.OverdueVersions;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import dev.sealward.secret.StoreKeeping;
import dev.sealward.secret.StoresUnderTest;
import dev.sealward.secret.store.StoreKind;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A process of its own that works on one installation, on the database and with the outside store
 * its folder's {@code settings} name, until it is killed: stores and rotates values, rotates the
 * master key, re-wraps, destroys the old version, moves everything to the other store, writes
 * backups, deletes old ones and archives rows of the audit trail. At each start it first looks at
 * what the process before it left ({@link Inspection}).
 *
 * <p>On its standard output it says what it begins ({@code begin}), what has ended ({@code end}),
 * what was acknowledged ({@code done}), what is wrong ({@code broken}), and that it looked at
 * everything ({@code sound}).
 */
final class KilledProgram {
  /** In place of a phase: go through all of them once, and end. */
  static final String WHOLE_ROUND = "ROUND";

  /** Whose rows are archived. */
  static final TenantId ARCHIVED = TenantId.of("archived");

  private static final int WRITES = 8;
  private static final int BACKUPS_KEPT = 1;
  private static final int SEGMENTS = 3;
  private static final int ROWS_A_SEGMENT = 30;

  private final PlainProgram program;
  private final Path folder;
  private final StoreKind outside;
  private final PrintStream out;
  private final SplittableRandom random;
  private final Caller admin;

  private KilledProgram(
      PlainProgram program, Path folder, StoreKind outside, PrintStream out, long seed) {
    this.program = program;
    this.folder = folder;
    this.outside = outside;
    this.out = out;
    this.random = new SplittableRandom(seed);
    this.admin = admin();
  }

  /** Folder, seed, how many secrets there are to be, the phase to begin with. */
  public static void main(String[] arguments) throws IOException, SQLException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
    Path folder = Path.of(arguments[0]);
    out.println("begin " + Phase.START);
    Map<String, String> settings = settings(folder);
    PlainProgram program =
        PlainProgram.start(
            settings,
            StoresUnderTest.class,
            OverdueVersions.class,
            KeptValues.class,
            Inspection.class);
    StoreKind outside = settings.containsKey("vault.addr") ? StoreKind.VAULT : StoreKind.FILE;
    KilledProgram killed =
        new KilledProgram(program, folder, outside, out, Long.parseLong(arguments[1]));
    killed.choose();
    out.println("end " + Phase.START);
    killed.prepare(Integer.parseInt(arguments[2]));
    List<String> broken = program.get(Inspection.class).look(folder, admin());
    broken.forEach(line -> out.println("broken " + line));
    out.println("sound");
    program.letWorkGoOn();
    if (arguments[3].equals(WHOLE_ROUND)) {
      killed.round();
      program.close();
      return;
    }
    Phase phase = Phase.valueOf(arguments[3]);
    while (true) {
      killed.run(phase);
      phase = phase.next();
    }
  }

  /** What every installation has, and what this one's file says of its database and store. */
  private static Map<String, String> settings(Path folder) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("sealward.data.dir", folder.resolve("data").toString());
    settings.put("sealward.background.load", "100");
    settings.put("sealward.key.settle", "PT0S");
    settings.put("sealward.rotation.overlap", "PT0S");
    for (String line : Files.readAllLines(folder.resolve("settings"))) {
      String[] parts = line.split(" ", 2);
      settings.put(parts[0], parts[1]);
    }
    return settings;
  }

  /** Every phase once; then nothing that a killed process left may lie about. */
  private void round() throws IOException {
    for (Phase phase : EnumSet.complementOf(EnumSet.of(Phase.START))) {
      run(phase);
    }
    program.get(KeptValues.class).hurryGarbage();
    program.get(OverdueVersions.class).sweep();
    program
        .get(Inspection.class)
        .look(folder, admin)
        .forEach(line -> out.println("broken " + line));
    program.get(Inspection.class).leftovers(folder).forEach(line -> out.println("broken " + line));
  }

  static Caller admin() {
    return new Caller(
            Caller.Kind.PERSON,
            "root-admin",
            TenantId.of("default"),
            WorkspaceId.of("default"),
            EnumSet.of(Role.ADMIN, Role.OPERATOR, Role.SECURITY_LEAD),
            "127.0.0.1",
            UUID.randomUUID())
        .provenAt(Clock.systemUTC().instant());
  }

  static String value(String name, int version) {
    return name + "-heron-weir-" + version * 7919;
  }

  /** The master key, the recovery kit and the first secrets, in both stores. */
  private void prepare(int secrets) throws IOException {
    if (program.get(KeyRing.class).state() instanceof KeyState.NotMade) {
      program.get(KeyRing.class).create(admin, KeySource.FILE, new char[0]);
      try (RecoveryKey kit = program.get(KeyRotation.class).makeRecoveryKey(admin)) {
        Files.writeString(folder.resolve("kit"), new String(kit.text()));
      }
    }
    long there = program.get(Secrets.class).count(admin);
    for (long i = there; i < secrets; i++) {
      stores().choose(i % 2 == 0 ? StoreKind.DB : outside);
      store("KILL_" + i);
    }
  }

  private StoresUnderTest stores() {
    return program.get(StoresUnderTest.class);
  }

  /** The store the unfinished move goes to, else any. */
  private void choose() {
    stores()
        .choose(
            move()
                .filter(work -> work.state() == WorkState.RUNNING)
                .flatMap(work -> StoreKind.named(work.subject()))
                .orElse(random.nextBoolean() ? StoreKind.DB : outside));
  }

  private Optional<WorkProgress> move() {
    return program.get(KeyRing.class).state() instanceof KeyState.NotMade
        ? Optional.empty()
        : program.get(StoreKeeping.class).view(admin).migration();
  }

  private void run(Phase phase) throws IOException {
    switch (phase) {
      case WRITE -> announced(phase, this::write);
      case ROTATE -> announced(phase, this::rotate);
      case REWRAP -> rewrap();
      case DESTROY -> destroy();
      case MOVE -> announced(phase, this::moveAll);
      case BACKUP -> announced(phase, this::backup);
      case DELETE -> announced(phase, this::deleteOld);
      case ARCHIVE -> announced(phase, this::archive);
      case START -> throw new IllegalArgumentException("a program starts once");
    }
  }

  private void announced(Phase phase, Runnable work) {
    out.println("begin " + phase);
    work.run();
    out.println("end " + phase);
  }

  private void write() {
    Map<String, Integer> active = program.get(KeptValues.class).activeVersions();
    Map<String, SecretId> ids = program.get(KeptValues.class).ids();
    for (int i = 0; i < WRITES; i++) {
      String name = "KILL_" + random.nextInt(active.size());
      int next = active.merge(name, 1, Integer::sum);
      try (SecretValue value = secret(value(name, next))) {
        program.get(Secrets.class).rotate(admin, ids.get(name), value);
      }
      out.println("done value " + name + " " + next);
    }
    store("KILL_" + active.size());
    program.get(OverdueVersions.class).sweep();
  }

  private void store(String name) {
    SecretDraft draft =
        new SecretDraft(
            Environment.PRODUCTION, "generic", name, SecretType.API_KEY, "to be killed", null);
    try (SecretValue value = secret(value(name, 1))) {
      program.get(Secrets.class).store(admin, draft, value);
    }
    out.println("done value " + name + " 1");
  }

  private static SecretValue secret(String text) {
    return SecretValue.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void rotate() {
    int version = keys().rotate(admin, KeySource.FILE, new char[0]);
    out.println("done rotated " + version);
  }

  private KeyRotation keys() {
    return program.get(KeyRotation.class);
  }

  private void rewrap() {
    if (!isRunning(keys().progress())) {
      announced(Phase.ROTATE, this::rotate);
    }
    announced(Phase.REWRAP, () -> await(() -> keys().progress()));
  }

  private void destroy() {
    if (retired().isEmpty()) {
      rewrap();
    }
    announced(
        Phase.DESTROY,
        () -> {
          for (int version : retired()) {
            keys().destroy(admin, version);
            out.println("done destroyed " + version);
          }
        });
  }

  private List<Integer> retired() {
    return program.get(KeyRing.class).versions().stream()
        .filter(version -> version.state() == KeyVersionState.ROTATED)
        .filter(version -> version.retiredAt() != null)
        .map(KeyVersionView::number)
        .toList();
  }

  private void moveAll() {
    if (!isRunning(move())) {
      KeptValues kept = program.get(KeptValues.class);
      boolean inDatabase = kept.keptIn(StoreKind.DB) > kept.keptIn(outside);
      StoreKind to = inDatabase ? outside : StoreKind.DB;
      stores().choose(to);
      program.get(StoreKeeping.class).migrate(admin);
      out.println("done moving " + to.text());
    }
    await(this::move);
  }

  private void backup() {
    Backups backups = program.get(Backups.class);
    backups.make(admin, new char[0]);
    BackupProgress made = awaitBackup(() -> backups.progress(admin));
    if (made.state() == BackupProgress.State.DONE) {
      out.println("done backup " + made.subject());
    } else {
      out.println("broken the backup failed: " + made.failure());
    }
  }

  private void deleteOld() {
    Backups backups = program.get(Backups.class);
    List<BackupView> made = new ArrayList<>(backups.list(admin));
    for (BackupView old : made.subList(Math.min(BACKUPS_KEPT, made.size()), made.size())) {
      backups.delete(admin, old.id());
      out.println("done deleted " + old.fileName());
    }
  }

  /** Rows of a tenant of its own, so that everything else stays in the trail's table. */
  private void archive() {
    Caller caller = Caller.system("kill-test", ARCHIVED, WorkspaceId.of("default"));
    for (int segment = 0; segment < SEGMENTS; segment++) {
      for (int i = 0; i < ROWS_A_SEGMENT; i++) {
        String name = UUID.randomUUID().toString();
        program
            .get(AuditTrail.class)
            .recordRefusal(caller, Action.SHOWN_ONCE, new Target("page", name), "KILLED");
        out.println("done row " + name);
        if (i % 10 == 0) {
          program.get(Sealer.class).seal(ARCHIVED);
        }
      }
      program.get(Sealer.class).seal(ARCHIVED);
      program.get(Retention.class).archive(ARCHIVED, Clock.systemUTC().instant().plusSeconds(1));
    }
  }

  /** Waits until the job that was begun is over. */
  static BackupProgress awaitBackup(Supplier<Optional<BackupProgress>> job) {
    BackupProgress now = job.get().orElseThrow();
    while (now.running()) {
      pause();
      now = job.get().orElseThrow();
    }
    return now;
  }

  private static boolean isRunning(Optional<WorkProgress> work) {
    return work.filter(now -> now.state() == WorkState.RUNNING).isPresent();
  }

  private void await(Supplier<Optional<WorkProgress>> progress) {
    while (isRunning(progress.get())) {
      pause();
    }
    progress
        .get()
        .filter(work -> work.failed() > 0)
        .ifPresent(work -> out.println("broken " + work.kind() + " failed: " + work.failures()));
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
