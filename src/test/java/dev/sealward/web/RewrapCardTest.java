package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.keys.BatchWork;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyState;
import dev.sealward.keys.KeyVersionState;
import dev.sealward.keys.KeyVersionView;
import dev.sealward.keys.KeysView;
import dev.sealward.keys.WorkProgress;
import dev.sealward.keys.WorkState;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-06")
class RewrapCardTest {
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
  private static final BatchWork.Failure DAMAGED =
      new BatchWork.Failure(
          "secret 0b9b64a2-4f0e-4a57-a9a4-0d2f3c7f9e11 version 1", "TAMPERED_OR_WRONG_KEY");

  private final KeyWords words = new KeyWords();

  private static WorkProgress work(WorkState state, long done, long remaining, long failed) {
    return new WorkProgress(
        UUID.randomUUID(),
        "rewrap",
        "2",
        state,
        5_000,
        done,
        failed,
        remaining,
        250,
        THEN,
        "ada",
        THEN,
        null,
        failed == 0 ? List.of() : List.of(DAMAGED));
  }

  private static RewrapCard card(WorkState state, long done, long remaining, long failed) {
    return new RewrapCard(work(state, done, remaining, failed));
  }

  @Test
  void runningWorkSaysHowFarItIsAndHowFast() {
    RewrapCard card = card(WorkState.RUNNING, 1_204, 3_796, 0);

    assertThat(card.getPercent()).isEqualTo(24);
    assertThat(card.getDone()).isEqualTo("1,204 of 5,000");
    assertThat(card.getRemaining()).isEqualTo("3,796");
    assertThat(card.getRate()).isEqualTo("250 a second");
    assertThat(card.getPill().word()).isEqualTo("Running");
  }

  @Test
  void workThatOnlyWaitsForTheOldVersionSaysSo() {
    assertThat(card(WorkState.RUNNING, 5_000, 0, 0).getNote()).contains("retires in a few minutes");
  }

  @Test
  void pausedWorkHasNoSpeed() {
    RewrapCard card = card(WorkState.PAUSED, 1_000, 4_000, 0);

    assertThat(card.getRate()).isEqualTo("–");
    assertThat(card.isPaused()).isTrue();
  }

  @Test
  void whatFailedKeepsTheWorkFromLookingComplete() {
    RewrapCard card = card(WorkState.DONE, 4_999, 1, 3);

    assertThat(card.isIncomplete()).isTrue();
    assertThat(card.getPercent()).isEqualTo(99);
    assertThat(card.getPill().look()).isEqualTo("is-bad");
    assertThat(card.getUnlisted()).isEqualTo(2);
  }

  @Test
  void completeWorkIsAHundredPercent() {
    RewrapCard card = card(WorkState.DONE, 5_000, 0, 0);

    assertThat(card.getPercent()).isEqualTo(100);
    assertThat(card.isIncomplete()).isFalse();
    assertThat(card.getNote()).isEqualTo("Everything is under version 2.");
  }

  @Test
  void failureLeadsToItsSecretAndSaysWhatToDo() {
    assertThat(words.addressOf(DAMAGED))
        .isEqualTo("/settings/security/secrets/0b9b64a2-4f0e-4a57-a9a4-0d2f3c7f9e11");
    assertThat(words.reason(DAMAGED)).contains("changed or moved", "try again");
    assertThat(words.addressOf(new BatchWork.Failure("own key 1", "TRUNCATED"))).isNull();
    assertThat(words.addressOf(new BatchWork.Failure("secret ../x", "TRUNCATED"))).isNull();
  }

  private static KeyVersionView version(int number, KeyVersionState state, boolean retired) {
    return new KeyVersionView(
        number,
        KeySource.FILE,
        state,
        "AES-256-GCM",
        THEN,
        "ada",
        null,
        null,
        null,
        retired ? THEN : null,
        null,
        null,
        false,
        false);
  }

  private static KeysView view(WorkProgress work, boolean retired) {
    return new KeysView(
        new KeyState.Open(2, KeySource.FILE),
        List.of(
            version(2, KeyVersionState.ACTIVE, false),
            version(1, KeyVersionState.ROTATED, retired)),
        Map.of(1, Map.of("masks", 1_500L, "own keys", 0L)),
        Optional.of(work),
        THEN,
        false,
        null);
  }

  private static JsonObject feed(KeysView view) {
    return Json.createReader(new ByteArrayInputStream(KeysFeed.json(view))).readObject();
  }

  @Test
  void feedSaysWhatThePageSays() {
    JsonObject feed = feed(view(work(WorkState.RUNNING, 1_204, 3_796, 0), false));

    assertThat(feed.getBoolean("running")).isTrue();
    assertThat(feed.getInt("percent")).isEqualTo(24);
    JsonObject texts = feed.getJsonObject("texts");
    assertThat(texts.getString("percent")).isEqualTo("24 %");
    assertThat(texts.getString("done")).isEqualTo("1,204 of 5,000");
    assertThat(texts.getString("protects-1")).isEqualTo("Masks 1,500");
    assertThat(texts.getString("protects-2")).isEqualTo("Nothing");
  }

  @Test
  void markChangesWithStatesAndNotWithNumbers() {
    String running = feed(view(work(WorkState.RUNNING, 1, 4_999, 0), false)).getString("mark");

    assertThat(feed(view(work(WorkState.RUNNING, 9, 4_991, 0), false)).getString("mark"))
        .isEqualTo(running);
    assertThat(feed(view(work(WorkState.PAUSED, 9, 4_991, 0), false)).getString("mark"))
        .isNotEqualTo(running);
    assertThat(feed(view(work(WorkState.RUNNING, 9, 4_991, 0), true)).getString("mark"))
        .isNotEqualTo(running);
  }

  @Test
  void versionThatIsNeededIsSaidToBeSo() {
    KeyVersionView rotated = version(1, KeyVersionState.ROTATED, false);

    assertThat(words.pill(rotated, true, 3).word()).isEqualTo("Re-wrapping");
    assertThat(words.pill(rotated, false, 3).word()).isEqualTo("Still needed");
    assertThat(words.pill(rotated, false, 0).word()).isEqualTo("Not retired yet");
    assertThat(words.pill(version(1, KeyVersionState.ROTATED, true), true, 0).word())
        .isEqualTo("Retired");
  }
}
