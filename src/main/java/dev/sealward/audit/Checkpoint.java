package dev.sealward.audit;

import dev.sealward.crypto.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says, signed, how far a tenant's chain went: kept elsewhere, it proves that a chain was cut or
 * made anew. Text form: a title and a line for each member, then the signature over those lines.
 *
 * @param hash the MAC of the seal, 32 bytes in hex
 * @param lastId the highest row the seal covers
 * @param keyId which key signed
 */
public record Checkpoint(
    String tenant, long seal, String hash, long lastId, Instant sealedAt, String keyId) {
  /** The first line of the text form. */
  static final String TITLE = "sealward audit checkpoint 1";

  static final int MAX_CHARS = 2_000;

  private static final Pattern TEXT =
      Pattern.compile(
          "(?<signed>"
              + TITLE
              + "\ntenant: (?<tenant>[a-z0-9][a-z0-9._-]{0,62})\nseal: (?<seal>[0-9]{1,18})"
              + "\nhash: (?<hash>[0-9a-f]{64})\nlast-row: (?<row>[0-9]{1,18})"
              + "\nsealed-at: (?<time>[0-9TZ:.-]{20,30})\nkey: (?<key>[0-9a-f]{16})\n)"
              + "signature: (?<signature>[A-Za-z0-9+/=]{88})\n?");

  static Checkpoint of(Seal newest, String keyId) {
    return new Checkpoint(
        newest.tenant(),
        newest.number(),
        HexFormat.of().formatHex(newest.mac()),
        newest.lastId(),
        newest.sealedAt(),
        keyId);
  }

  /** The lines that are signed. */
  byte[] signed() {
    List<String> lines = new ArrayList<>();
    lines.add(TITLE);
    lines.add("tenant: " + tenant);
    lines.add("seal: " + seal);
    lines.add("hash: " + hash);
    lines.add("last-row: " + lastId);
    lines.add("sealed-at: " + sealedAt);
    lines.add("key: " + keyId);
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  String text(byte[] signature) {
    return new String(signed(), StandardCharsets.UTF_8)
        + "signature: "
        + Base64.getEncoder().encodeToString(signature)
        + "\n";
  }

  /** A checkpoint in text form, if it is one and this key signed it. */
  public static Optional<Checkpoint> verified(String text, VerifyingKey key) {
    String lines = text.length() > MAX_CHARS ? "" : text.replace("\r\n", "\n");
    Matcher parts = TEXT.matcher(lines);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      byte[] signature = Base64.getDecoder().decode(parts.group("signature"));
      byte[] signed = parts.group("signed").getBytes(StandardCharsets.UTF_8);
      Checkpoint read =
          new Checkpoint(
              parts.group("tenant"),
              Long.parseLong(parts.group("seal")),
              parts.group("hash"),
              Long.parseLong(parts.group("row")),
              Instant.parse(parts.group("time")),
              parts.group("key"));
      return key.accepts(signed, signature) ? Optional.of(read) : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException notOne) {
      return Optional.empty();
    }
  }
}
