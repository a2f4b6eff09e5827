package dev.sealward.redaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Masks the known values of one tenant, and unknown ones by their format, in text and bytes.
 *
 * <p>Guarantees: a mask that is registered when {@link #register} returns applies to every chunk
 * any stream takes after that; output does not depend on how input is cut; masked text comes out as
 * it went in; no plaintext of a known value is kept; every failure is a {@link RedactionFailure}.
 *
 * <p>Does not protect against: values shorter than 8 bytes, values cut short, encodings other than
 * those of {@link Forms}.
 *
 * <p>Thread-safe. Streams it opens belong to one thread each.
 */
public final class Redactor {
  /** Most findings that are listed for one text or stream; more are masked and counted. */
  public static final int MAX_FINDINGS = 256;

  /** Longest text that is redacted whole, in UTF-8 bytes; streams have no limit. */
  public static final int MAX_TEXT_BYTES = 32 * 1024 * 1024;

  private final Keys keys;
  private final Set<Mask> masks = new LinkedHashSet<>();
  private volatile KnownValues known;
  private volatile RuleSet rules = RuleSet.NONE;

  private Redactor(Keys keys) {
    this.keys = keys;
    this.known = KnownValues.none(keys);
  }

  /** A redactor without known values; {@code fingerprintKey32} is copied. */
  public static Redactor of(byte[] fingerprintKey32) {
    return new Redactor(new Keys(fingerprintKey32));
  }

  /**
   * A redactor that masks what another process knows. Unknown values it recognises by their format
   * get fingerprints under {@code fingerprintKey32}, which is copied: they are not the server's.
   */
  public static Redactor of(KnownFingerprints known, byte[] fingerprintKey32) {
    return known.redactor(fingerprintKey32);
  }

  static Redactor of(Keys keys) {
    return new Redactor(keys);
  }

  /** A redactor with the same key that knows these values and no others, and has no rules. */
  public Redactor knowing(Collection<Mask> alone) {
    Redactor other = new Redactor(keys);
    other.register(alone);
    return other;
  }

  /**
   * These values as another process can match them. See there what its holder learns.
   *
   * @param known masks made by a redactor with the same key
   * @throws IllegalArgumentException when one was made with another key, or they are over the
   *     limits of {@link KnownFingerprints}
   */
  public KnownFingerprints fingerprints(Collection<Mask> known) {
    requireOwn(known);
    return KnownFingerprints.of(keys, known);
  }

  /**
   * Makes the mask of a value, without registering it. White space around the value is left out.
   *
   * @param kind {@code [a-z0-9_]{1,40}}
   */
  public MaskOutcome compile(String kind, byte[] value) {
    if (!Mask.isKind(kind)) {
      throw new IllegalArgumentException("the kind must match [a-z0-9_]{1,40}");
    }
    return Compiler.compile(keys, kind, value);
  }

  /**
   * Adds masks made by a redactor with the same key; those it has already cost nothing.
   *
   * @throws IllegalArgumentException when one was made with another key: it could never match
   */
  public void register(Collection<Mask> added) {
    requireOwn(added);
    synchronized (masks) {
      Set<Mask> fresh = new LinkedHashSet<>(added);
      fresh.removeIf(masks::contains);
      if (!fresh.isEmpty()) {
        // In this order a failure leaves nothing that a second attempt would take for registered.
        known = known.plus(List.copyOf(fresh));
        masks.addAll(fresh);
      }
    }
  }

  private void requireOwn(Collection<Mask> given) {
    for (Mask mask : given) {
      if (mask.keyId() != keys.id()) {
        throw new IllegalArgumentException("the mask was made with another key");
      }
    }
  }

  /** Drops the masks that {@code which} accepts; costs a rebuild. */
  public void forget(Predicate<Mask> which) {
    synchronized (masks) {
      if (masks.removeIf(which)) {
        KnownValues none = KnownValues.none(keys);
        known = masks.isEmpty() ? none : none.plus(List.copyOf(masks));
      }
    }
  }

  /**
   * Replaces the operators' rules: every chunk any stream takes after this returns is masked by
   * {@code latest}.
   */
  public void rules(RuleSet latest) {
    rules = latest;
  }

  /**
   * A redactor for a trial: it masks what this one knows now, and formats as {@code trial} says.
   */
  public Redactor with(RuleSet trial) {
    Redactor other = new Redactor(keys);
    other.known = known;
    other.rules = trial;
    return other;
  }

  /** A redactor with the same fingerprints, without known values and added rules. */
  Redactor withoutKnownValues() {
    return new Redactor(keys);
  }

  /** Number of registered masks. */
  public int size() {
    synchronized (masks) {
      return masks.size();
    }
  }

  /**
   * Masks a whole text. Unpaired surrogates stay as they are.
   *
   * @throws RedactionFailure when it is over {@link #MAX_TEXT_BYTES}, or on any internal error
   */
  public RedactedText redact(String text) {
    if (text.isEmpty()) {
      return RedactedText.EMPTY;
    }
    TextOutput out = new TextOutput(text.length());
    run(encoded(text), out, Engine.Scope.ALL);
    return out.redacted();
  }

  /**
   * Masks a text as the lines behind {@code before}, which may be empty: a secret that begins there
   * and goes on here is masked in both. Neither ends with its last line break.
   *
   * @throws RedactionFailure when one is over {@link LineRedaction#MAX_EVENT_BYTES}, or on any
   *     internal error
   */
  public Continued redactAfter(String before, String text) {
    RedactedText[] masked = new RedactedText[2];
    LineRedaction lines = lines((id, line) -> masked[(int) id] = line);
    lines.accept(0, before);
    lines.accept(1, text);
    boolean isOpen = masked[1] == null;
    lines.finish();
    return new Continued(masked[0], masked[1], isOpen);
  }

  /** Opens a stream of bytes. */
  public RedactionStream stream(ByteSink sink) {
    return stream(sink, finding -> {});
  }

  /**
   * Opens a stream of bytes that tells of each mask it writes.
   *
   * @param each must not block or throw; called before the mask reaches the sink
   */
  public RedactionStream stream(ByteSink sink, Consumer<Finding> each) {
    return new RedactionStream(engine(Engine.Scope.ALL), sink, each);
  }

  /**
   * Opens a stream of bytes that are no text: known values and exact token formats are overwritten
   * in their place.
   */
  public RedactionOverwrite overwriting(ByteSink sink) {
    return overwriting(sink, finding -> {});
  }

  /**
   * The same, and tells of each value.
   *
   * @param each must not block or throw
   */
  public RedactionOverwrite overwriting(ByteSink sink, Consumer<Finding> each) {
    return new RedactionOverwrite(engine(Engine.Scope.EXACT), sink, each);
  }

  /** Opens a stream of event lines. */
  public LineRedaction lines(LineSink sink) {
    return new LineRedaction(engine(Engine.Scope.ALL), sink);
  }

  /** What {@link #redact} would mask. */
  public List<Finding> find(String text) {
    FindingOutput out = new FindingOutput();
    run(encoded(text), out, Engine.Scope.ALL);
    return out.findings();
  }

  /**
   * Known values and exact token formats only, without guesses from names, headers or URLs: for
   * finished pages, which speak of passwords and tokens in their own right.
   */
  public List<Finding> findExact(byte[] bytes) {
    FindingOutput out = new FindingOutput();
    run(bytes, out, Engine.Scope.EXACT);
    return out.findings();
  }

  /** As {@link #findExact(byte[])}. */
  public List<Finding> findExact(CharSequence text) {
    return findExact(encoded(text.toString()));
  }

  /** Known values only, for text that describes secrets: patterns, and what they allow. */
  public List<Finding> findKnown(String text) {
    FindingOutput out = new FindingOutput();
    run(encoded(text), out, Engine.Scope.KNOWN);
    return out.findings();
  }

  private Engine engine(Engine.Scope scope) {
    return new Engine(keys, () -> known, () -> rules, scope);
  }

  private static byte[] encoded(String text) {
    if (text.length() > MAX_TEXT_BYTES) {
      throw RedactionFailure.tooLarge(MAX_TEXT_BYTES);
    }
    return LossyFree.encode(text);
  }

  private void run(byte[] bytes, Output out, Engine.Scope scope) {
    try {
      Engine engine = engine(scope);
      engine.accept(bytes, 0, bytes.length, out);
      engine.finish(out);
    } catch (RuntimeException | StackOverflowError e) {
      throw RedactionFailure.internal(e);
    }
  }

  /** Collects findings, the first {@link #MAX_FINDINGS}. */
  static class FindingOutput implements Output {
    private final List<Finding> findings = new ArrayList<>();
    private long count;

    @Override
    public void text(byte[] bytes, int from, int to, long offset) {}

    @Override
    public void mask(Finding finding, boolean quoted) {
      count++;
      if (findings.size() < MAX_FINDINGS) {
        findings.add(finding);
      }
    }

    List<Finding> findings() {
      return List.copyOf(findings);
    }

    long count() {
      return count;
    }
  }

  /** Collects masked bytes. */
  static final class TextOutput extends FindingOutput {
    private static final int KEPT_BYTES = 48 * 1024;

    private final Consumer<Finding> each;
    private Held held;

    TextOutput(int expected) {
      this(expected, finding -> {});
    }

    TextOutput(int expected, Consumer<Finding> each) {
      this.held = new Held(expected + 32);
      this.each = each;
    }

    @Override
    public void text(byte[] text, int from, int to, long offset) {
      held.write(text, from, to - from);
    }

    @Override
    public void mask(Finding finding, boolean quoted) {
      super.mask(finding, quoted);
      each.accept(finding);
      held.writeBytes(Bytes.ascii(quoted ? '"' + finding.mask() + '"' : finding.mask()));
    }

    RedactedText redacted() {
      return new RedactedText(LossyFree.decode(held.toByteArray()), findings());
    }

    /** Hands over what there is; the array is used again. */
    void drainTo(ByteSink sink) throws IOException {
      int length = held.size();
      if (length > 0) {
        held.writeTo(sink);
      }
      if (length > KEPT_BYTES) {
        held = new Held(1024);
      } else {
        held.reset();
      }
    }
  }

  /** Lends its bytes where {@link #toByteArray} would copy them. */
  private static final class Held extends ByteArrayOutputStream {
    Held(int expected) {
      super(expected);
    }

    void writeTo(ByteSink sink) throws IOException {
      sink.write(buf, 0, count);
    }
  }

  @Override
  public String toString() {
    return "Redactor[" + size() + " masks]";
  }
}
