package dev.sealward.audit;

import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A seal with the rows it covers, as they stand in a segment.
 *
 * @param rows by id, ascending
 */
record SealedRows(Seal seal, List<Entry> rows) {

  /** Whether seal and rows are what they were when they were sealed. */
  boolean isGenuine(ChainMac key, long oldUntil) {
    SortedMap<Long, byte[]> proved = new TreeMap<>();
    int unproved = 0;
    for (Entry row : rows) {
      Optional<byte[]> proof = row.proof(key, oldUntil);
      if (proof.isEmpty()) {
        return false;
      }
      proved.put(row.id(), proof.get());
      unproved += row.mac() == null ? 1 : 0;
    }
    return seal.isGenuine(key) && unproved == seal.unproved() && covers(proved);
  }

  /** As far as that can be told without the trail's key: whether the seal covers these MACs. */
  boolean isConsistent() {
    SortedMap<Long, byte[]> macs = new TreeMap<>();
    int unproved = 0;
    for (Entry row : rows) {
      byte[] mac = row.mac();
      if (mac == null) {
        unproved++;
      } else {
        macs.put(row.id(), mac);
      }
    }
    boolean counted = rows.size() == seal.count() && unproved == seal.unproved();
    // What was sealed of a row without a MAC only the key tells.
    return counted && (unproved > 0 || covers(macs));
  }

  private boolean covers(SortedMap<Long, byte[]> macs) {
    return macs.size() == seal.count()
        && MessageDigest.isEqual(Seal.hash(macs), seal.rowsHash())
        && (macs.isEmpty()
            || (macs.firstKey() == seal.firstId() && macs.lastKey() == seal.lastId()));
  }
}
