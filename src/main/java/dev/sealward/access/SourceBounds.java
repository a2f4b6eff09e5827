package dev.sealward.access;

import dev.sealward.kernel.NetworkBlock;
import dev.sealward.kernel.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a token may come from: up to 16 addresses and blocks; none for anywhere. Text form: each in
 * its canonical form, a blank between them.
 *
 * <p>Guarantee: an address that cannot be read comes from nowhere.
 */
record SourceBounds(List<NetworkBlock> blocks) {
  private static final int MAX_BLOCKS = 16;
  private static final int MAX_TYPED_CHARS = 1_000;
  private static final Pattern BETWEEN = Pattern.compile("[\\s,]+");

  SourceBounds {
    blocks = List.copyOf(blocks);
  }

  /** Parses what somebody typed. */
  static SourceBounds typed(@Nullable String text) {
    String list = text == null ? "" : text.strip();
    if (list.isEmpty()) {
      return new SourceBounds(List.of());
    }
    if (list.length() > MAX_TYPED_CHARS) {
      throw invalid();
    }
    List<NetworkBlock> blocks = new ArrayList<>();
    for (String one : BETWEEN.split(list)) {
      NetworkBlock block = NetworkBlock.parse(one).orElseThrow(SourceBounds::invalid);
      if (!blocks.contains(block)) {
        blocks.add(block);
      }
    }
    if (blocks.isEmpty() || blocks.size() > MAX_BLOCKS) {
      throw invalid();
    }
    return new SourceBounds(blocks);
  }

  /** Reads what was stored. */
  static SourceBounds stored(String text) {
    return text.isEmpty() ? new SourceBounds(List.of()) : typed(text);
  }

  private static Refused invalid() {
    return Refused.field(
        "sources",
        "SOURCES_INVALID",
        "This takes up to "
            + MAX_BLOCKS
            + " IP addresses or CIDR blocks with nothing set behind their prefix; names are not"
            + " looked up.",
        "For example 192.0.2.7, 10.20.0.0/16 or 2001:db8:7::/48; leave it empty for any address.");
  }

  boolean allow(String address) {
    if (blocks.isEmpty()) {
      return true;
    }
    Optional<NetworkBlock> from = NetworkBlock.address(address);
    return from.isPresent() && blocks.stream().anyMatch(block -> block.contains(from.get()));
  }

  List<String> texts() {
    return blocks.stream().map(NetworkBlock::toString).toList();
  }

  @Override
  public String toString() {
    return String.join(" ", texts());
  }
}
