package dev.sealward.secret;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.Purpose;
import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** What a test asks of a whole installation's secrets: does each open, with its very value? */
@ApplicationScoped
@Transactional
public class KeptValues {
  @Inject EntityManager entityManager;
  @Inject StoredEnvelopes envelopes;
  @Inject KeyRing keyRing;

  /**
   * What does not open or holds another value than it should, in words; empty when all is well.
   *
   * @param values the value of a secret by its name and version
   */
  public List<String> broken(BiFunction<String, Integer, String> values) {
    // Nothing is changed here: looking for changes before each query would be most of the work.
    entityManager.setFlushMode(FlushModeType.COMMIT);
    List<String> broken = new ArrayList<>();
    Map<UUID, SecretRow> secrets = new HashMap<>();
    entityManager
        .createQuery("select s from SecretRow s", SecretRow.class)
        .getResultList()
        .forEach(secret -> secrets.put(secret.id(), secret));
    Set<UUID> active = new HashSet<>();
    for (VersionRow version :
        entityManager.createQuery("select v from VersionRow v", VersionRow.class).getResultList()) {
      SecretRow secret = secrets.get(version.secretId());
      String name = secret.ref().name().value();
      if (version.number() == secret.activeVersion() && !version.isDestroyed()) {
        active.add(secret.id());
      }
      String wrong =
          version.isDestroyed()
              ? version.blob() == null ? null : "destroyed, and still kept"
              : wrong(secret, version, values.apply(name, version.number()));
      if (wrong != null) {
        broken.add(name + " version " + version.number() + ": " + wrong);
      }
    }
    secrets.values().stream()
        .filter(secret -> !active.contains(secret.id()))
        .forEach(secret -> broken.add(secret.ref().name().value() + ": no active version"));
    return broken;
  }

  private String wrong(SecretRow secret, VersionRow version, String expected) {
    try {
      byte[] envelope = envelopes.read(secret, version);
      if (envelope == null) {
        return "no envelope";
      }
      try (SecretValue typed = SecretValue.copyOf(expected.getBytes(StandardCharsets.UTF_8));
          ValueDocument document = ValueDocument.of(secret.type(), typed);
          SecretValue found =
              keyRing.open(
                  Purpose.SECRET_VALUE, secret.scope(), secret.id(), version.number(), envelope)) {
        return found.matches(document.json()) ? null : "another value";
      }
    } catch (Refused e) {
      return e.remedy().code();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  /** The active version of each secret, by name. */
  public Map<String, Integer> activeVersions() {
    Map<String, Integer> versions = new HashMap<>();
    entityManager
        .createQuery("select s from SecretRow s", SecretRow.class)
        .getResultList()
        .forEach(secret -> versions.put(secret.ref().name().value(), secret.activeVersion()));
    return versions;
  }

  /** The secrets, by name. */
  public Map<String, SecretId> ids() {
    Map<String, SecretId> ids = new HashMap<>();
    entityManager
        .createQuery("select s from SecretRow s", SecretRow.class)
        .getResultList()
        .forEach(secret -> ids.put(secret.ref().name().value(), SecretId.of(secret.id())));
    return ids;
  }

  /** Blobs below a file store's folder that no version names and no list will take away. */
  public List<UUID> strays(Path folder) throws IOException {
    List<UUID> strays = blobs(folder);
    List<?> known =
        entityManager
            .createNativeQuery(
                "select blob_id from secret_version where blob_id is not null"
                    + " union select cast(blob_id as varchar(36)) from store_garbage")
            .getResultList();
    Set<Object> accounted = new HashSet<>(known);
    strays.removeIf(blob -> accounted.contains(blob.toString()));
    return strays;
  }

  /** The ids in files as docs/secrets.md lays them out. */
  private static List<UUID> blobs(Path folder) throws IOException {
    List<UUID> blobs = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".enc")).toList()) {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
        in.position(5);
        for (int left = in.getInt(); left > 0; left--) {
          in.getInt();
          blobs.add(new UUID(in.getLong(), in.getLong()));
          in.position(in.position() + 4 + in.getInt(in.position()));
        }
      }
    }
    return blobs;
  }

  /** How many versions are kept in a store. */
  public long keptIn(StoreKind kind) {
    return entityManager
        .createQuery(
            "select count(v) from VersionRow v where v.store = :store and v.blobId is not null",
            Long.class)
        .setParameter("store", kind.text())
        .getSingleResult();
  }

  /** Lets what was announced and never named be taken away now. */
  public void hurryGarbage() {
    entityManager
        .createNativeQuery("update store_garbage set not_before = timestamp '2020-01-01 00:00:00Z'")
        .executeUpdate();
  }
}
