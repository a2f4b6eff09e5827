package dev.sealward.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.guard.Guard;
import dev.sealward.kernel.Refused;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.Redactor;
import dev.sealward.run.content.ContentKind;
import dev.sealward.run.content.ContentLimits;
import dev.sealward.run.content.ContentMasking;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("ST-SEC-005")
class ArtifactContentTest {
  private static final String LATER = "stored-elsewhere 7qk2vx9z";
  private static final String TEXT =
      (LATER + "\n" + "nothing here\n".repeat(12_000)).repeat(3) + LATER;

  private final Redactor redactor = Redactor.of(new byte[32]);

  @TempDir Path folder;

  /** Another node stores a value while a slow reader has the first bytes: they alone show it. */
  @Test
  void valueStoredElsewhereMeanwhileIsMaskedFromTheNextChunkOn() throws IOException {
    String left = written(ContentKind.TEXT, TEXT.getBytes(UTF_8));
    assertThat(left).hasSameSizeAs(TEXT).startsWith(LATER).endsWith("*".repeat(LATER.length()));
    assertThat(left.indexOf(LATER, 1)).isNegative();

    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(TEXT.getBytes(UTF_8));
    }
    // Packed they are one chunk, and what leaves of it is many.
    String unpacked = written(ContentKind.GZIP, packed.toByteArray());
    assertThat(unpacked).endsWith("]").contains("[masked:api_key:").startsWith(LATER);
    assertThat(unpacked.indexOf(LATER, 1)).isNegative();
  }

  @Test
  void nothingLeavesOnceItCannotBeKnownWhatOthersStored() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ArtifactContent content =
        content(
            ContentKind.TEXT,
            TEXT.getBytes(UTF_8),
            () -> {
              throw Guard.couldNotMask();
            });
    assertThatThrownBy(() -> content.writeTo(out)).isInstanceOf(Refused.class);
    assertThat(out.size()).isZero();
  }

  /** What leaves when the value is stored after the first two chunks were masked. */
  private String written(ContentKind kind, byte[] stored) throws IOException {
    Redactor fresh = Redactor.of(new byte[32]);
    MaskOutcome outcome = fresh.compile("api_key", LATER.getBytes(UTF_8));
    int[] chunks = {0};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content(
            fresh,
            kind,
            stored,
            () -> {
              if (++chunks[0] == 3) {
                fresh.register(List.of(((MaskOutcome.Maskable) outcome).mask()));
              }
            })
        .writeTo(out);
    byte[] left = out.toByteArray();
    return kind == ContentKind.TEXT
        ? new String(left, UTF_8)
        : new String(new GZIPInputStream(new ByteArrayInputStream(left)).readAllBytes(), UTF_8);
  }

  private ArtifactContent content(ContentKind kind, byte[] stored, Runnable latest)
      throws IOException {
    return content(redactor, kind, stored, latest);
  }

  private ArtifactContent content(
      Redactor masking, ContentKind kind, byte[] stored, Runnable latest) throws IOException {
    Path file = Files.write(folder.resolve(kind.text()), stored);
    String digest = HexFormat.of().formatHex(ArtifactOutput.sha256().digest(stored));
    ArtifactView view =
        new ArtifactView(
            UUID.randomUUID(),
            "a",
            kind,
            "text/plain",
            stored.length,
            digest,
            0,
            0,
            "somebody",
            Instant.EPOCH);
    return new ArtifactContent(
        view,
        file,
        masking,
        latest,
        (in, out) ->
            new ContentMasking(
                    masking, ContentLimits.OF_STORED, folder.resolve("x"), found -> {}, latest)
                .mask(in, out),
        () -> {},
        () -> {});
  }
}
