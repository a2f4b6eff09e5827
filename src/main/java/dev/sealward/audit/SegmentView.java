package dev.sealward.audit;

import java.time.Instant;

/**
 * A segment of a tenant's archived trail, as it is shown.
 *
 * @param number the oldest is 1
 * @param firstId the lowest id of its rows
 * @param bytes how long its file is
 * @param there whether a file of its name is in the folder; whether it is whole a check tells
 */
public record SegmentView(
    long number,
    long firstSeal,
    long lastSeal,
    long firstId,
    long lastId,
    long rows,
    Instant firstTime,
    Instant lastTime,
    Instant archivedAt,
    long bytes,
    String fileName,
    boolean there) {

  static SegmentView of(Segment segment, boolean there) {
    SegmentHeader header = segment.header();
    return new SegmentView(
        header.number(),
        header.firstSeal(),
        header.lastSeal(),
        header.firstId(),
        header.lastId(),
        header.rows(),
        header.firstTime(),
        header.lastTime(),
        header.archivedAt(),
        segment.bytes(),
        segment.fileName(),
        there);
  }
}
