package dev.sealward.audit;

import dev.sealward.audit.ChainBreak.Kind;
import dev.sealward.kernel.PrivateFiles;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Makes {@link Checkpoint}s, keeps one a day for each tenant below the data folder, and compares
 * chains with them. The newest 400 of a tenant are kept.
 *
 * <p>Does not protect against: who can write to the data folder takes the files there along; for
 * that keep some elsewhere.
 */
@ApplicationScoped
@Transactional
public class Checkpoints {
  private static final int KEPT = 400;
  private static final String FOLDER = "audit-checkpoints";
  private static final String SUFFIX = ".txt";

  private final EntityManager rows;
  private final ChainKey chainKey;
  private final Archive archive;
  private final Clock clock;
  private final Path folder;

  @Inject
  Checkpoints(EntityManager rows, ChainKey chainKey, Archive archive, Clock clock, Config config) {
    this.rows = rows;
    this.chainKey = chainKey;
    this.archive = archive;
    this.clock = clock;
    this.folder =
        Path.of(config.getValue("sealward.data.dir", String.class))
            .toAbsolutePath()
            .normalize()
            .resolve(FOLDER);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Checkpoints() {
    this.rows = null;
    this.chainKey = null;
    this.archive = null;
    this.clock = null;
    this.folder = null;
  }

  /**
   * A checkpoint of a tenant's newest seal, in text form.
   *
   * @throws Refused CONFLICT when nothing is sealed yet, UNAVAILABLE while the key ring is not open
   */
  public String make(TenantId tenant) {
    Seal newest =
        new ChainRows(Sql.of(rows))
            .newest(tenant.value())
            .filter(seal -> seal.number() > 0)
            .orElseThrow(
                () ->
                    Refused.conflict(
                        "AUDIT_NOT_SEALED",
                        "Nothing of the audit trail is sealed yet.",
                        "Try again in a few seconds."));
    Checkpoint made = Checkpoint.of(newest, chainKey.verifyingKey().id());
    return made.text(chainKey.sign(made.signed()));
  }

  /** The key checkpoints are verified with, as PEM. */
  public String publicKey() {
    return chainKey.verifyingKey().pem();
  }

  /**
   * Compares a tenant's chain with a checkpoint somebody kept.
   *
   * @return what is wrong with the chain; empty when it still holds what the checkpoint says
   * @throws Refused INVALID when it is no checkpoint of this tenant, signed here
   */
  public Optional<ChainBreak> compare(TenantId tenant, String text) {
    Checkpoint kept =
        Checkpoint.verified(text, chainKey.verifyingKey())
            .filter(found -> found.tenant().equals(tenant.value()))
            .orElseThrow(
                () ->
                    Refused.field(
                        "checkpoint",
                        "CHECKPOINT_INVALID",
                        "This is no checkpoint that was signed here for this tenant.",
                        "Give the whole text of the file, as it was downloaded."));
    return against(kept);
  }

  private Optional<ChainBreak> against(Checkpoint kept) {
    Optional<Seal> there =
        new ChainRows(Sql.of(rows))
            .seal(kept.tenant(), kept.seal())
            .or(() -> archive.seal(kept.tenant(), kept.seal()));
    if (there.isEmpty()) {
      return archive
          .wrongAt(kept.tenant(), kept.seal())
          .or(() -> Optional.of(new ChainBreak(kept.tenant(), Kind.TRUNCATED, kept.seal(), 0)));
    }
    return HexFormat.of().formatHex(there.get().mac()).equals(kept.hash())
        ? Optional.empty()
        : Optional.of(new ChainBreak(kept.tenant(), Kind.SEAL_CHANGED, kept.seal(), 0));
  }

  /** Compares a tenant's chain with the newest checkpoint in the data folder. */
  Optional<ChainBreak> compareWithNewestKept(String tenant) {
    try {
      List<Path> kept = kept(tenant);
      if (kept.isEmpty()) {
        return Optional.empty();
      }
      Path newest = kept.get(kept.size() - 1);
      String text = Files.size(newest) > Checkpoint.MAX_CHARS ? "" : Files.readString(newest);
      Optional<Checkpoint> verified =
          Checkpoint.verified(text, chainKey.verifyingKey())
              .filter(found -> found.tenant().equals(tenant));
      return verified.isPresent()
          ? against(verified.get())
          : Optional.of(new ChainBreak(tenant, Kind.CHECKPOINT_FOREIGN, 0, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes today's checkpoint of a tenant, unless there is one; removes the oldest. */
  public void keepDaily(TenantId tenant) {
    String day = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate().toString();
    Path file = folder.resolve(tenant.value() + "_" + day + SUFFIX);
    boolean sealed =
        new ChainRows(Sql.of(rows))
            .newest(tenant.value())
            .filter(seal -> seal.number() > 0)
            .isPresent();
    if (!sealed || Files.exists(file)) {
      return;
    }
    try {
      PrivateFiles.makeFolder(folder);
      PrivateFiles.replace(file, make(tenant).getBytes(StandardCharsets.UTF_8));
      List<Path> kept = kept(tenant.value());
      for (Path old : kept.subList(0, Math.max(0, kept.size() - KEPT))) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tenant's files, oldest first. An id holds no underscore. */
  private List<Path> kept(String tenant) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(tenant + "_"))
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    }
  }
}
