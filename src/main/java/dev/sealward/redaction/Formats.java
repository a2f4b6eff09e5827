package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.List;

/** Finds secrets nobody registered, by their format: one anchor pass, rules only where it stops. */
final class Formats {
  private static final byte[] MASK = Bytes.ascii("[masked:");

  /** The rules are the same for every stream and hold no state. */
  private static final Anchors EXACT = new Anchors(exact(true));

  static final Anchors ALL = new Anchors(all());

  private final Text text;
  private final boolean exactOnly;
  private Anchors anchors;
  private final Line line;
  private final KeyBlock block;

  /** The end of the last mask that was in the input. */
  private int maskEnd;

  Formats(Text text, boolean exactOnly) {
    this.text = text;
    this.exactOnly = exactOnly;
    this.anchors = exactOnly ? EXACT : ALL;
    this.line = new Line(text);
    this.block = new KeyBlock(text);
  }

  /** Looks with {@code rules} from where it stands on. */
  void use(RuleSet rules) {
    line.use(rules);
    if (!exactOnly) {
      anchors = rules.anchors();
    }
  }

  /** The anchors of the built-in rules and of {@code matchers}. */
  static Anchors with(List<AddedMatcher> matchers) {
    List<Anchors.Anchor> anchors = all();
    matchers.forEach(matcher -> anchors.add(matcher.anchor()));
    return new Anchors(anchors);
  }

  private static List<Anchors.Anchor> exact(boolean only) {
    List<Anchors.Anchor> anchors = new ArrayList<>(TokenFormats.anchors(only));
    anchors.add(MachineTokenFormat.checked());
    anchors.add(new Anchors.Anchor(KeyBlock.BEGIN, false, (line, at) -> {}));
    anchors.add(PuttyKey.anchor());
    anchors.add(new Anchors.Anchor(MASK, false, (line, at) -> {}));
    return anchors;
  }

  private static List<Anchors.Anchor> all() {
    List<Anchors.Anchor> anchors = exact(false);
    anchors.add(MachineTokenFormat.unchecked());
    anchors.addAll(TokenFormats.namedAnchors());
    anchors.addAll(Headers.anchors());
    anchors.addAll(Urls.anchors());
    anchors.addAll(Commands.anchors());
    anchors.addAll(Logins.anchors());
    anchors.addAll(Calls.anchors());
    anchors.addAll(Assignments.anchors());
    return anchors;
  }

  /** Looks at {@code [from, decided)}; returns how far it came, less when a key block is open. */
  int scan(int from, int decided) {
    int at = from;
    line.continueOpen(decided);
    while (at < decided) {
      at = Math.max(at, Math.min(maskEnd, decided));
      int stop = line.belowAt(at, decided);
      at = anchors.next(text.bytes, at, stop);
      if (at == decided) {
        break;
      }
      if (at == stop) {
        line.lookBelow(maskEnd);
      }
      for (Anchors.Anchor anchor : anchors.at(text.bytes, at)) {
        if (!Bytes.startsWithIgnoreCase(text.bytes, at, text.end, anchor.lowerCase())) {
          continue;
        }
        if (anchor.lowerCase() == MASK) {
          maskEnd = Math.max(maskEnd, MaskText.end(text.bytes, at, text.end));
        } else if (anchor.lowerCase() == KeyBlock.BEGIN) {
          if (block.mustWait(at, maskEnd)) {
            return at;
          }
        } else if (!anchor.heuristic() || !line.isQuiet(at)) {
          line.moveTo(at, maskEnd);
          anchor.rule().look(line, at);
          line.continueOpen(decided);
        }
      }
      at++;
    }
    return at;
  }

  void shift(int dropped) {
    line.shift(dropped);
    block.shift(dropped);
    maskEnd = Math.max(0, maskEnd - dropped);
  }
}
