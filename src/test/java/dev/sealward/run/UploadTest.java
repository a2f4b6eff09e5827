package dev.sealward.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.Refused;
import dev.sealward.redaction.LineRedaction;
import dev.sealward.redaction.LineSink;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.RedactedText;
import dev.sealward.redaction.Redactor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
class UploadTest {
  private static final String SECRET = "Zq7-nightjar-ferry-42";
  private static final String SHORT = "q8Jx2-vK";

  private final Redactor redactor = Redactor.of(new byte[32]);
  private final Storage storage = new Storage();
  private final Watching watching = new Watching();
  private final Ticking clock = new Ticking();

  UploadTest() {
    for (String secret : List.of(SECRET, SHORT)) {
      MaskOutcome outcome = redactor.compile("password", secret.getBytes(UTF_8));
      redactor.register(List.of(((MaskOutcome.Maskable) outcome).mask()));
    }
  }

  @Test
  void everyTextIsMaskedAndTheOrderStays() {
    Appended appended =
        upload(line(1, "a", "login with " + SECRET), line(2, "b", "plain"), line(3, "a", "done"));
    assertThat(storage.seqs()).containsExactly(1L, 2L, 3L);
    assertThat(storage.text(1)).startsWith("login with [masked:password:").doesNotContain(SECRET);
    assertThat(storage.events.get(0).masked()).isEqualTo(1);
    assertThat(storage.text(2)).isEqualTo("plain");
    assertThat(appended).isEqualTo(new Appended(3, 3, 0, 0, null));
  }

  @Test
  void coloursDoNotSplitASecret() {
    upload(line(1, "a", "Zq7-nightjar\u001b[31m-ferry\u001b[0m-42 \u0000"));
    assertThat(storage.text(1)).startsWith("[masked:password:").doesNotContain("ferry");
  }

  @Test
  void whatOneStreamHoldsBackKeepsLaterOnesBehindIt() {
    upload(
        line(1, "a", "-----BEGIN RSA PRIVATE KEY-----"),
        line(2, "b", "plain"),
        line(3, "a", "MIIEowIBAAKCAQEAx4Nv3f9KXl0pQmJtYw2hV8Zb1cRr7uE5sDgGkTnYpLqWoAiU"),
        line(4, "a", "-----END RSA PRIVATE KEY-----"),
        line(5, "a", "after"));
    assertThat(storage.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(storage.texts()).noneMatch(text -> text.contains("MIIEowIBAAKC"));
    assertThat(storage.text(2)).isEqualTo("plain");
    assertThat(storage.text(5)).isEqualTo("after");
  }

  @Test
  void anUploadThatEndsInsideAKeyIsFlushedMasked() {
    upload(
        line(1, "a", "-----BEGIN RSA PRIVATE KEY-----"),
        line(2, "a", "MIIEowIBAAKCAQEAx4Nv3f9KXl0pQmJtYw2hV8Zb1cRr7uE5sDgGkTnYpLqWoAiU"));
    assertThat(storage.seqs()).containsExactly(1L, 2L);
    assertThat(storage.texts()).noneMatch(text -> text.contains("MIIEowIBAAKC"));
  }

  @Test
  void aSeqStoredBeforeIsIgnored() {
    upload(line(1, "a", "one"), line(2, "a", "two"));
    Appended again = upload(line(1, "a", "other"), line(2, "a", "other"), line(3, "a", "three"));
    assertThat(storage.texts()).containsExactly("one", "two", "three");
    assertThat(again).isEqualTo(new Appended(3, 1, 2, 0, null));
  }

  @Test
  void aRefusedLineKeepsWhatWasBefore() {
    Refused refused = Refused.missing("line");
    Appended appended = upload(refusing(refused, line(1, "a", "one"), line(2, "a", "two")));
    assertThat(storage.seqs()).containsExactly(1L, 2L);
    assertThat(appended).isEqualTo(new Appended(2, 2, 0, 0, refused));
  }

  @Test
  void aStoreThatRefusesIsNotAskedAgain() {
    storage.refusal = Refused.conflict("RUN_FINISHED", "It has ended.");
    Appended appended = upload(line(1, "a", "one"));
    assertThat(storage.asked).isEqualTo(1);
    assertThat(appended).isEqualTo(new Appended(0, 0, 0, 0, storage.refusal));
  }

  @Test
  void aPauseStoresWhatHasArrived() {
    upload(pausing(line(1, "a", "one"), line(2, "a", "two")));
    assertThat(storage.batches).containsExactly(1, 1);
  }

  @Test
  void aBusyUploadIsStoredInBatches() {
    upload(many(450));
    assertThat(storage.batches).containsExactly(200, 200, 50);
  }

  @Test
  void aSlowUploadIsStoredByTime() {
    clock.step = Duration.ofMillis(100);
    upload(many(10));
    assertThat(storage.batches).hasSizeGreaterThan(2).allMatch(size -> size <= 4);
  }

  @Test
  void streamsAreLimited() {
    EventLine[] lines =
        IntStream.rangeClosed(1, 17)
            .mapToObj(seq -> line(seq, "s" + seq, "text"))
            .toArray(EventLine[]::new);
    Appended appended = upload(lines);
    assertThat(appended.accepted()).isEqualTo(16);
    assertThat(appended.refusal().orElseThrow().remedy().code()).isEqualTo("STREAMS_TOO_MANY");
    assertThat(watching.opened).hasSize(16);
  }

  @Test
  void whereMaskingFailsAPlaceholderStandsAndTheRestGoesOn() {
    Appended appended =
        new Upload(failingAt(Set.of(1L, 3L)), clock, 0, storage, watching)
            .take(
                source(
                    List.of(
                        line(1, "a", "one " + SECRET),
                        line(2, "a", "two " + SECRET),
                        line(3, "b", "three"),
                        line(4, "a", "four " + SECRET),
                        line(5, "a", "five"))));

    assertThat(storage.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(storage.texts()).noneMatch(text -> text.contains(SECRET));
    assertThat(storage.text(1)).startsWith("one [masked:");
    assertThat(storage.text(2)).isEqualTo(RedactedText.BLOCKED.toString());
    assertThat(storage.text(3)).isEqualTo("three");
    assertThat(storage.text(4)).isEqualTo(RedactedText.BLOCKED.toString());
    assertThat(storage.text(5)).isEqualTo("five");
    assertThat(appended).isEqualTo(new Appended(5, 5, 0, 2, null));
    assertThat(watching.failed).as("events lost at each failure").containsExactly(1, 1);
    assertThat(watching.told).as("failures of the stream that are news").isEqualTo(1);
  }

  /** An event too long for the engine, in the midst of a key: the key is masked to its end. */
  @Test
  void keyThatGoesOnAfterAFailureStaysMasked() {
    String tooLong = SECRET + "x".repeat(LineRedaction.MAX_EVENT_BYTES);
    Appended appended =
        upload(
            line(1, "a", "before"),
            line(2, "a", "-----BEGIN RSA PRIVATE KEY-----"),
            line(3, "a", "MIIEowIBAAKCAQEAx4Nv3f9KXl0pQmJtYw2hV8Zb1cRr7uE5sDgGkTnYpLqWoAiU"),
            line(4, "a", tooLong),
            line(5, "a", "Kx8vZq3nT7wYb2mD5pRj9sLfGh4cVaXeU6iOtN1yWkQzJdFgHsBvCrMlPoEuAiXw"),
            line(6, "a", "-----END RSA PRIVATE KEY-----"),
            line(7, "a", "after " + SECRET));

    assertThat(storage.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(storage.texts())
        .noneMatch(text -> text.contains("MIIEow") || text.contains("Kx8vZq"))
        .noneMatch(text -> text.contains(SECRET));
    assertThat(storage.text(1)).isEqualTo("before");
    assertThat(storage.text(2)).startsWith("[masked:");
    assertThat(storage.text(4)).isEqualTo(RedactedText.BLOCKED.toString());
    assertThat(storage.text(7)).startsWith("after [masked:");
    assertThat(appended).isEqualTo(new Appended(7, 7, 0, 1, null));
    assertThat(watching.failed).containsExactly(1);
  }

  @Test
  void whatIsHalfwayOutWhenTheEngineFailsIsBlockedWithTheRest() {
    Appended appended =
        new Upload(failingAt(Set.of(2L)), clock, 0, storage, watching)
            .take(
                source(
                    List.of(
                        line(1, "a", "before"),
                        line(2, "a", "-----BEGIN RSA PRIVATE KEY-----"),
                        line(
                            3, "a", "MIIEowIBAAKCAQEAx4Nv3f9KXl0pQmJtYw2hV8Zb1cRr7uE5sDgGkTnYpLqW"),
                        line(4, "a", "-----END RSA PRIVATE KEY-----"),
                        line(5, "a", "after"))));

    assertThat(storage.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(storage.texts()).noneMatch(text -> text.contains("MIIEowIBAAKC"));
    assertThat(storage.text(1)).isEqualTo("before");
    assertThat(storage.text(5)).isEqualTo("after");
    assertThat(appended.blocked()).isEqualTo(2);
  }

  /** Nothing is let go because it has waited: only what comes after decides. */
  @Test
  void timeThatPassesReleasesNothingUnmasked() {
    clock.step = Duration.ofHours(1);
    upload(
        pausing(
            line(1, "a", "-----BEGIN RSA PRIVATE KEY-----"),
            line(2, "b", "other"),
            line(3, "a", "MIIEowIBAAKCAQEAx4Nv3f9KXl0pQmJtYw2hV8Zb1cRr7uE5sDgGkTnYpLqWoAiU"),
            line(4, "b", "other"),
            line(5, "a", "-----END RSA PRIVATE KEY-----")));
    assertThat(storage.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(storage.texts()).noneMatch(text -> text.contains("MIIEowIBAAKC"));
  }

  /** An engine that breaks, once each, when it is about to give out the events of these ids. */
  private Function<LineSink, LineRedaction> failingAt(Set<Long> ids) {
    Set<Long> left = new HashSet<>(ids);
    return sink ->
        redactor.lines(
            (id, text) -> {
              if (left.remove(id)) {
                throw new IllegalStateException("broken at " + text);
              }
              sink.line(id, text);
            });
  }

  @Test
  void aTextThatOutgrowsItsColumnIsCut() {
    upload(line(1, "a", (SHORT + " ").repeat(100_000)));
    assertThat(storage.text(1).length()).isLessThanOrEqualTo(MaskedEvent.MAX_CHARS);
    assertThat(storage.text(1)).endsWith("[cut: too long]").doesNotContain(SHORT);
  }

  private Appended upload(EventLine... lines) {
    return upload(source(List.of(lines)));
  }

  private Appended upload(EventSource source) {
    return new Upload(redactor::lines, clock, storage.lastSeq, storage, watching).take(source);
  }

  private static EventLine line(long seq, String stream, String text) {
    return new EventLine(seq, null, stream, LogLevel.INFO, text);
  }

  private static EventLine[] many(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(seq -> line(seq, "a", "text"))
        .toArray(EventLine[]::new);
  }

  private static EventSource source(List<EventLine> lines) {
    return source(lines.iterator(), false, null);
  }

  private static EventSource pausing(EventLine... lines) {
    return source(List.of(lines).iterator(), true, null);
  }

  private static EventSource refusing(Refused refused, EventLine... lines) {
    return source(List.of(lines).iterator(), false, refused);
  }

  private static EventSource source(
      Iterator<EventLine> lines, boolean pausing, @Nullable Refused end) {
    return new EventSource() {
      @Override
      public @Nullable EventLine next() {
        if (lines.hasNext()) {
          return lines.next();
        }
        if (end != null) {
          throw end;
        }
        return null;
      }

      @Override
      public boolean waiting() {
        return pausing;
      }
    };
  }

  /** Keeps events as the database would: one per seq, the first. */
  private static final class Storage implements Upload.Store {
    private final List<MaskedEvent> events = new ArrayList<>();
    private final List<Integer> batches = new ArrayList<>();
    private @Nullable Refused refusal;
    private int asked;
    private long lastSeq;

    @Override
    public Upload.Stored store(List<MaskedEvent> batch) {
      asked++;
      if (refusal != null) {
        throw refusal;
      }
      Set<Long> taken = events.stream().map(MaskedEvent::seq).collect(Collectors.toSet());
      int before = events.size();
      batch.stream().filter(event -> taken.add(event.seq())).forEach(events::add);
      batches.add(batch.size());
      lastSeq = taken.stream().max(Long::compare).orElse(0L);
      int blocked =
          (int)
              events.subList(before, events.size()).stream().filter(MaskedEvent::isBlocked).count();
      return new Upload.Stored(lastSeq, events.size() - before, blocked);
    }

    List<Long> seqs() {
      return events.stream().map(MaskedEvent::seq).toList();
    }

    List<String> texts() {
      return events.stream().map(MaskedEvent::text).toList();
    }

    String text(int seq) {
      return events.get(seq - 1).text();
    }
  }

  private static final class Watching implements Upload.Watch {
    private final Set<String> opened = new HashSet<>();
    private final List<Integer> failed = new ArrayList<>();
    private int told;

    @Override
    public void opened(String stream) {
      opened.add(stream);
    }

    @Override
    public void maskingFailed(int events, boolean first) {
      failed.add(events);
      told += first ? 1 : 0;
    }
  }

  /** Goes on by a step each time it is read. */
  private static final class Ticking extends Clock {
    private Duration step = Duration.ZERO;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      now = now.plus(step);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
