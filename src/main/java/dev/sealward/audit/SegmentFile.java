package dev.sealward.audit;

import dev.sealward.crypto.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of a tenant's chain in text form: a signed head, an empty line, and {@link SegmentLines
 * the seals with their rows}. UTF-8.
 *
 * <p>Guarantees: {@link #read} gives only what the key signed, whole, with seals that follow each
 * other and cover the rows they stand before; {@link #isGenuine} tells with the trail's key what
 * each row was when it was written. Nothing in it is secret beyond what the trail shows.
 *
 * @param keyId which key signed
 */
record SegmentFile(SegmentHeader header, String keyId, List<SealedRows> seals) {
  /** The first line of the text form. */
  static final String TITLE = "sealward audit segment 1";

  /** No file is longer; pages are held back as a whole up to here. */
  static final int MAX_BYTES = 8 << 20;

  private static final int MAX_HEAD_CHARS = 4_000;
  private static final Pattern HEAD =
      Pattern.compile(
          "(?<signed>"
              + TITLE
              + "\ntenant: (?<tenant>[a-z0-9][a-z0-9._-]{0,62})\nsegment: (?<number>[0-9]{1,18})"
              + "\nseals: (?<firstSeal>[0-9]{1,18}) (?<lastSeal>[0-9]{1,18})"
              + "\nrow-ids: (?<firstId>[0-9]{1,18}) (?<lastId>[0-9]{1,18})"
              + "\nrows: (?<rows>[0-9]{1,18})\nunproved: (?<unproved>[0-9]{1,18})"
              + "\ntimes: (?<firstTime>[0-9TZ:.-]{20,30}) (?<lastTime>[0-9TZ:.-]{20,30})"
              + "\nbefore: (?<before>[0-9a-f]{64})\nafter: (?<after>[0-9a-f]{64})"
              + "\narchived-at: (?<archived>[0-9TZ:.-]{20,30})\nkey: (?<key>[0-9a-f]{16})"
              + "\ncontent: (?<content>[0-9a-f]{64})\n)"
              + "signature: (?<signature>[A-Za-z0-9+/=]{88})\n");

  /**
   * The text form.
   *
   * @param content the seals and rows as {@link SegmentLines} writes them
   */
  static byte[] text(
      SegmentHeader header, String keyId, byte[] content, UnaryOperator<byte[]> signer) {
    byte[] signed = signed(header, keyId, content).getBytes(StandardCharsets.UTF_8);
    String signature =
        "signature: " + Base64.getEncoder().encodeToString(signer.apply(signed)) + "\n\n";
    byte[] signing = signature.getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(signed, signed.length + signing.length + content.length);
    System.arraycopy(signing, 0, whole, signed.length, signing.length);
    System.arraycopy(content, 0, whole, signed.length + signing.length, content.length);
    return whole;
  }

  private static String signed(SegmentHeader header, String keyId, byte[] content) {
    HexFormat hex = HexFormat.of();
    return String.join(
        "\n",
        TITLE,
        "tenant: " + header.tenant(),
        "segment: " + header.number(),
        "seals: " + header.firstSeal() + " " + header.lastSeal(),
        "row-ids: " + header.firstId() + " " + header.lastId(),
        "rows: " + header.rows(),
        "unproved: " + header.unproved(),
        "times: " + header.firstTime() + " " + header.lastTime(),
        "before: " + hex.formatHex(header.before()),
        "after: " + hex.formatHex(header.after()),
        "archived-at: " + header.archivedAt(),
        "key: " + keyId,
        "content: " + hex.formatHex(Segment.sha256(content)),
        "");
  }

  static boolean isOne(byte[] file) {
    byte[] title = (TITLE + "\n").getBytes(StandardCharsets.UTF_8);
    return file.length > title.length
        && Arrays.equals(file, 0, title.length, title, 0, title.length);
  }

  /** What a file holds, if it is a segment, whole, and signed by this key. */
  static Optional<SegmentFile> read(byte[] file, VerifyingKey key) {
    int end = endOfHead(file);
    if (end < 0 || file.length > MAX_BYTES) {
      return Optional.empty();
    }
    Matcher head = HEAD.matcher(new String(file, 0, end, StandardCharsets.ISO_8859_1));
    byte[] content = Arrays.copyOfRange(file, end + 1, file.length);
    try {
      // The cheap comparison first.
      if (!head.matches()
          || !MessageDigest.isEqual(
              HexFormat.of().parseHex(head.group("content")), Segment.sha256(content))
          || !key.accepts(
              head.group("signed").getBytes(StandardCharsets.UTF_8),
              Base64.getDecoder().decode(head.group("signature")))) {
        return Optional.empty();
      }
      SegmentHeader header = header(head);
      SegmentFile read =
          new SegmentFile(
              header,
              head.group("key"),
              SegmentLines.read(header.tenant(), new String(content, StandardCharsets.UTF_8)));
      return read.isConsistent() ? Optional.of(read) : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException notOne) {
      return Optional.empty();
    }
  }

  /** Where the empty line stands that ends the head; -1 when there is none near the beginning. */
  private static int endOfHead(byte[] file) {
    for (int i = 1; i < Math.min(file.length, MAX_HEAD_CHARS); i++) {
      if (file[i] == '\n' && file[i - 1] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static SegmentHeader header(Matcher head) {
    return new SegmentHeader(
        head.group("tenant"),
        Long.parseLong(head.group("number")),
        Long.parseLong(head.group("firstSeal")),
        Long.parseLong(head.group("lastSeal")),
        Long.parseLong(head.group("firstId")),
        Long.parseLong(head.group("lastId")),
        Long.parseLong(head.group("rows")),
        Long.parseLong(head.group("unproved")),
        Instant.parse(head.group("firstTime")),
        Instant.parse(head.group("lastTime")),
        HexFormat.of().parseHex(head.group("before")),
        HexFormat.of().parseHex(head.group("after")),
        Instant.parse(head.group("archived")));
  }

  private boolean isConsistent() {
    long number = header.firstSeal() - 1;
    byte[] before = header.before();
    for (SealedRows sealed : seals) {
      Seal seal = sealed.seal();
      if (seal.number() != number + 1 || !seal.follows(before) || !sealed.isConsistent()) {
        return false;
      }
      number = seal.number();
      before = seal.mac();
    }
    return !seals.isEmpty()
        && number == header.lastSeal()
        && MessageDigest.isEqual(before, header.after())
        && header.says(summary(header, seals));
  }

  /** The head of these seals; what does not follow from them is taken over. */
  static SegmentHeader summary(SegmentHeader from, List<SealedRows> seals) {
    Seal first = seals.get(0).seal();
    Seal last = seals.get(seals.size() - 1).seal();
    List<Entry> rows = seals.stream().flatMap(one -> one.rows().stream()).toList();
    return new SegmentHeader(
        from.tenant(),
        from.number(),
        first.number(),
        last.number(),
        rows.stream().mapToLong(Entry::id).min().orElse(0),
        rows.stream().mapToLong(Entry::id).max().orElse(0),
        rows.size(),
        rows.stream().filter(row -> row.mac() == null).count(),
        rows.stream().map(Entry::time).min(Instant::compareTo).orElse(Instant.EPOCH),
        rows.stream().map(Entry::time).max(Instant::compareTo).orElse(Instant.EPOCH),
        first.previous(),
        last.mac(),
        from.archivedAt());
  }

  /** Whether every seal and row is what it was when it was written. */
  boolean isGenuine(ChainMac key, long oldUntil) {
    return seals.stream().allMatch(one -> one.isGenuine(key, oldUntil));
  }

  Optional<Seal> seal(long number) {
    return header.holds(number)
        ? Optional.of(seals.get((int) (number - header.firstSeal())).seal())
        : Optional.empty();
  }

  /** Whether the row stands here, under this seal, as it is. */
  boolean holds(long seal, Entry row) {
    return header.holds(seal)
        && seals.get((int) (seal - header.firstSeal())).rows().stream()
            .anyMatch(
                here ->
                    here.id() == row.id()
                        && MessageDigest.isEqual(here.encoded().bytes(), row.encoded().bytes()));
  }
}
