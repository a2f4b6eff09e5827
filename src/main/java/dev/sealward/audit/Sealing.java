package dev.sealward.audit;

import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;

import dev.sealward.audit.ChainRows.Head;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of the {@link Sealer}: one seal each. Whoever seals holds the tenant's head; who
 * writes rows waits for nobody. A process that ends anywhere leaves a seal with its links or
 * neither.
 */
@ApplicationScoped
@Transactional(REQUIRES_NEW)
class Sealing {
  // H2 lost part of transactions of some ten thousand rows when it was killed while it committed
  // them, and none of this size.
  static final int ROWS = 200;

  private final EntityManager rows;
  private final ChainKey chainKey;
  private final Unsealed unsealed;
  private final Clock clock;

  @Inject
  Sealing(EntityManager rows, ChainKey chainKey, Unsealed unsealed, Clock clock) {
    this.rows = rows;
    this.chainKey = chainKey;
    this.unsealed = unsealed;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Sealing() {
    this(null, null, null, null);
  }

  /**
   * What one transaction did.
   *
   * @param newest the newest seal it found; null when the chain is not open yet
   * @param last the last row looked at, when there may be more
   */
  record Step(
      @Nullable Seal newest, @Nullable Seal made, List<ChainBreak> found, Optional<Long> last) {}

  List<String> tenants() {
    return new ChainRows(Sql.of(rows)).tenants();
  }

  /** Begins a tenant's chain: what has no MAC up to now is from before there was a key. */
  void open(String tenant) {
    ChainMac key = chainKey.mac().orElse(null);
    ChainRows chain = new ChainRows(Sql.of(rows));
    if (key == null || chain.head(tenant).isPresent()) {
      return;
    }
    Seal newest = chain.newest(tenant).orElse(null);
    if (newest == null) {
      newest = Seal.opening(key, tenant, chain.lastId(tenant), clock.instant());
      chain.add(newest, List.of());
    }
    chain.open(newest);
  }

  /**
   * Seals the next rows that have committed, oldest first.
   *
   * @param after rows up to this one were looked at; null for where new ones are to be expected
   * @return empty while no key is open
   */
  Optional<Step> seal(String tenant, @Nullable Long after) {
    ChainMac key = chainKey.mac().orElse(null);
    ChainRows chain = new ChainRows(Sql.of(rows));
    if (key == null) {
      return Optional.empty();
    }
    Head head = chain.lock(tenant).orElse(null);
    if (head == null) {
      return Optional.of(new Step(null, null, List.of(), Optional.empty()));
    }
    Seal newest = chain.newest(tenant).orElse(null);
    long floor = chain.floor(tenant);
    unsealed.floor(tenant, floor);
    long from = after == null ? floor : after;
    List<Entry> found = chain.unsealed(tenant, from, ROWS);
    Optional<Long> last =
        found.size() < ROWS
            ? chain.endOfUnsealed(tenant, from)
            : Optional.of(found.get(found.size() - 1).id());
    List<Entry> all = new ArrayList<>(found);
    if (after == null) {
      all.addAll(late(chain, tenant));
    }
    List<ChainBreak> breaks = new ArrayList<>();
    SortedMap<Long, byte[]> proved = new TreeMap<>();
    int unproved = 0;
    long oldUntil = oldUntil(key, chain, tenant);
    for (Entry row : all) {
      Optional<byte[]> proof = row.proof(key, oldUntil);
      if (proof.isEmpty()) {
        breaks.add(new ChainBreak(tenant, ChainBreak.Kind.ROW_INSERTED, 0, row.id()));
      } else if (proved.put(row.id(), proof.get()) == null && row.mac() == null) {
        unproved++;
      }
    }
    Seal made = proved.isEmpty() ? null : next(key, head, newest, tenant, proved, unproved);
    if (made != null) {
      chain.add(made, proved.keySet());
      chain.advance(made);
    }
    return Optional.of(new Step(newest, made, breaks, last));
  }

  private List<Entry> late(ChainRows chain, String tenant) {
    List<Long> ids = unsealed.late(tenant).stream().limit(ROWS).toList();
    List<Entry> there = ids.stream().flatMap(id -> chain.unsealed(tenant, id).stream()).toList();
    // What has not committed yet stays known.
    unsealed.sealed(there.stream().map(Entry::id).toList());
    return there;
  }

  /** The last row from before there was a key, as seal 0 says. */
  static long oldUntil(ChainMac key, ChainRows chain, String tenant) {
    return chain
        .seal(tenant, 0)
        .filter(opening -> opening.isGenuine(key))
        .map(Seal::lastId)
        .orElse(0L);
  }

  private Seal next(
      ChainMac key,
      Head head,
      @Nullable Seal newest,
      String tenant,
      SortedMap<Long, byte[]> proved,
      int unproved) {
    // Whichever is further: where seals are gone, the gap stays to be seen.
    long number = head.lastSeal() + 1;
    byte[] previous = head.lastMac();
    if (newest != null && newest.number() >= number) {
      number = newest.number() + 1;
      previous = newest.mac();
    }
    return Seal.of(key, tenant, number, previous, proved, unproved, clock.instant());
  }
}
