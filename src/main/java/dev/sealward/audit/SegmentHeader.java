package dev.sealward.audit;

import java.security.MessageDigest;
import java.time.Instant;

/**
 * What a segment of a tenant's chain holds: its seals one after the other, with all their rows.
 *
 * @param number the first segment of a tenant is 1
 * @param firstId the lowest id of its rows; rows of other segments may lie between first and last
 * @param unproved how many of its rows carried no MAC when they were sealed
 * @param firstTime when its oldest row was recorded
 * @param before the MAC of the seal before its first
 * @param after the MAC of its last seal
 */
record SegmentHeader(
    String tenant,
    long number,
    long firstSeal,
    long lastSeal,
    long firstId,
    long lastId,
    long rows,
    long unproved,
    Instant firstTime,
    Instant lastTime,
    byte[] before,
    byte[] after,
    Instant archivedAt) {

  Encoding addTo(Encoding text) {
    return text.add(tenant)
        .add(number)
        .add(firstSeal)
        .add(lastSeal)
        .add(firstId)
        .add(lastId)
        .add(rows)
        .add(unproved)
        .add(firstTime)
        .add(lastTime)
        .add(before)
        .add(after)
        .add(archivedAt);
  }

  /** Whether the other says the same. */
  boolean says(SegmentHeader other) {
    return MessageDigest.isEqual(
        addTo(Encoding.of("")).bytes(), other.addTo(Encoding.of("")).bytes());
  }

  boolean holds(long seal) {
    return firstSeal <= seal && seal <= lastSeal;
  }
}
