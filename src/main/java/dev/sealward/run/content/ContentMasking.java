package dev.sealward.run.content;

import dev.sealward.kernel.Refused;
import dev.sealward.redaction.Finding;
import dev.sealward.redaction.RedactedText;
import dev.sealward.redaction.RedactionOverwrite;
import dev.sealward.redaction.RedactionStream;
import dev.sealward.redaction.Redactor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Masks one file while it comes in, or again while it leaves.
 *
 * <p>Guarantees: text is masked as a run's log is, but byte for byte: nothing else of it changes.
 * In what is no text, known values are overwritten, in UTF-16 too, and so are tokens of an exact
 * format and blocks of private keys; every other byte stays where it was. gzip, tar and zip are
 * taken apart, in one another too, and put together again from their masked members and names; of
 * the rest of an archive (comments, owners, extended attributes, how it was packed) nothing is
 * kept. An archive that is encrypted, damaged, of another form or out of proportion is refused, and
 * so is a zip behind something else.
 *
 * <p>Does not protect against: values that a format which is none of these keeps compressed or
 * encrypted inside itself (PDF, PNG, Parquet, a package in {@code ar}), or that is packed without a
 * mark at its beginning (Brotli), values spread over members, and secrets nobody registered in
 * files that are no text, unless their format says what they are.
 *
 * <p>One file, one thread. Failures of {@code out} are an {@link IOException}, everything else a
 * {@link Refused} or a {@link dev.sealward.redaction.RedactionFailure}; what was written until then
 * is masked and no whole file: an archive that was begun gets no end, so that nobody takes it for
 * one.
 */
public final class ContentMasking {
  private static final int CHUNK = 32 * 1024;

  private final Redactor redactor;
  private final ContentLimits limits;
  private final Path scratch;
  private final Consumer<Finding> each;
  private final Runnable latest;
  private final ZipTail tail = new ZipTail();
  private final byte[] chunk = new byte[CHUNK];
  private long masked;
  private long unpacked;
  private int members;

  /**
   * @param scratch a path beside which masked members may wait, in files named like it with a dot
   *     and a digit behind
   * @param each hears of what is masked; must not block or throw
   */
  public ContentMasking(
      Redactor redactor, ContentLimits limits, Path scratch, Consumer<Finding> each) {
    this(redactor, limits, scratch, each, () -> {});
  }

  /**
   * The same for what waits for its reader.
   *
   * @param latest run before each chunk is masked: it lets the redactor learn what became known
   */
  public ContentMasking(
      Redactor redactor,
      ContentLimits limits,
      Path scratch,
      Consumer<Finding> each,
      Runnable latest) {
    this.redactor = redactor;
    this.limits = limits;
    this.scratch = scratch;
    this.each = each;
    this.latest = latest;
  }

  /** The scratch files there may be, which are left only when the process ends. */
  public static Set<Path> scratchOf(Path scratch) {
    Set<Path> files = new HashSet<>();
    for (int depth = 0; depth < ContentLimits.MAX_DEPTH; depth++) {
      files.add(scratchOf(scratch, depth));
    }
    return files;
  }

  private static Path scratchOf(Path scratch, int depth) {
    return scratch.resolveSibling(scratch.getFileName() + "." + depth);
  }

  /** Takes the whole body and writes what may be stored of it. */
  public MaskedContent mask(InputStream body, OutputStream out) throws IOException {
    Incoming in = new Incoming(body, Unreadable::cut, this::requireSize);
    Sniffed found = treat(in, out, 0);
    in.drain();
    return new MaskedContent(found.kind(), found.mediaType(), masked, members);
  }

  private void requireSize(long bytes) {
    if (bytes > limits.maxBytes()) {
      throw Unreadable.tooLarge(limits.maxBytes());
    }
  }

  private Sniffed treat(Incoming in, OutputStream out, int depth) throws IOException {
    Sniffed found = Sniffed.of(in.head(Sniffed.HEAD_BYTES));
    if (found.kind().isArchive() && !limits.archives()) {
      throw Unreadable.archivesRefused();
    }
    if (found.kind().isArchive() && depth == ContentLimits.MAX_DEPTH) {
      throw Unreadable.tooDeep();
    }
    switch (found.kind()) {
      case TEXT -> text(in, out);
      case BINARY -> binary(in, out);
      case GZIP -> gzip(in, out, depth);
      case TAR -> tar(in, out, depth);
      case ZIP -> zip(in, out, depth);
    }
    return found;
  }

  private void text(Incoming in, OutputStream out) throws IOException {
    RedactionStream stream = redactor.stream(out::write, each);
    pass(in, stream::accept);
    stream.finish();
    masked += stream.maskCount();
  }

  private void binary(Incoming in, OutputStream out) throws IOException {
    if (!limits.binaries()) {
      throw Unreadable.binariesRefused();
    }
    RedactionOverwrite stream = redactor.overwriting(out::write, each);
    pass(in, stream::accept);
    stream.finish();
    masked += stream.count();
  }

  private interface Chunks {
    void accept(byte[] bytes, int from, int length) throws IOException;
  }

  private void pass(Incoming in, Chunks chunks) throws IOException {
    tail.clear();
    for (int read = in.read(chunk, 0, CHUNK); read >= 0; read = in.read(chunk, 0, CHUNK)) {
      tail.add(chunk, 0, read);
      latest.run();
      chunks.accept(chunk, 0, read);
    }
    latest.run();
    if (tail.endsAnArchive()) {
      throw Unreadable.hidden();
    }
  }

  private void gzip(Incoming in, OutputStream out, int depth) throws IOException {
    member();
    Kept kept = new Kept(out);
    try (InputStream plain = gunzipped(in);
        GZIPOutputStream packed = new GZIPOutputStream(kept, CHUNK)) {
      Incoming content = new Incoming(plain, Unreadable::damaged, proportion(in, 0));
      kept.cutUnless(
          () -> {
            treat(content, packed, depth + 1);
            content.drain();
          });
    }
  }

  private static InputStream gunzipped(Incoming in) {
    try {
      return new GZIPInputStream(in, CHUNK);
    } catch (IOException broken) {
      throw Unreadable.damaged();
    }
  }

  private void tar(Incoming in, OutputStream out, int depth) throws IOException {
    TarInput archive = new TarInput(in);
    TarOutput rebuilt = new TarOutput(out);
    try (Scratch waiting = new Scratch(scratchOf(scratch, depth))) {
      for (TarMember member = archive.next(); member != null; member = archive.next()) {
        member();
        TarMember named = member.named(masked(member.name()), masked(member.link()));
        if (member.isFile()) {
          Incoming content = new Incoming(archive.content(), Unreadable::damaged, bytes -> {});
          treat(content, waiting, depth + 1);
          content.drain();
        }
        long size = waiting.size();
        rebuilt.begin(named, size);
        waiting.moveTo(out);
        rebuilt.pad(size);
      }
      in.drain();
    } catch (RuntimeException failure) {
      rebuilt.breakOff();
      throw failure;
    }
    rebuilt.finish();
  }

  private void zip(Incoming in, OutputStream out, int depth) throws IOException {
    Set<String> names = new HashSet<>();
    long before = unpacked;
    Kept kept = new Kept(out);
    try (ZipInput archive = new ZipInput(in);
        ZipOutputStream rebuilt = new ZipOutputStream(kept, StandardCharsets.UTF_8)) {
      kept.cutUnless(
          () -> {
            for (ZipInput.Member member = archive.next(); member != null; member = archive.next()) {
              member();
              Incoming content =
                  new Incoming(
                      archive.content(), Unreadable::damaged, proportion(in, unpacked - before));
              zipMember(member, content, names, rebuilt, depth);
            }
          });
    }
  }

  private void zipMember(
      ZipInput.Member member,
      Incoming content,
      Set<String> names,
      ZipOutputStream rebuilt,
      int depth)
      throws IOException {
    String name = masked(member.name());
    if (!names.add(name)) {
      throw Unreadable.memberName();
    }
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(member.modified());
    rebuilt.putNextEntry(entry);
    if (!member.isFolder()) {
      treat(content, rebuilt, depth + 1);
    }
    content.drain();
    rebuilt.closeEntry();
  }

  private void member() {
    if (++members > ContentLimits.MAX_MEMBERS) {
      throw Unreadable.bomb();
    }
  }

  /**
   * Counts what comes out of an archive.
   *
   * @param archive what it comes out of
   * @param before how much came out of it before
   */
  private LongConsumer proportion(Incoming archive, long before) {
    long[] counted = {0};
    return bytes -> {
      unpacked += bytes - counted[0];
      counted[0] = bytes;
      requireSize(unpacked);
      long out = before + bytes;
      if (out > ContentLimits.RATIO_FROM_BYTES && out / limits.maxRatio() > archive.count()) {
        throw Unreadable.bomb();
      }
    };
  }

  private String masked(String name) {
    if (name.isEmpty()) {
      return name;
    }
    RedactedText text = redactor.redact(name);
    masked += text.findings().size();
    text.findings().forEach(each);
    return text.toString();
  }
}
