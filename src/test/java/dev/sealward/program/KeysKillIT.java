package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The whole server killed while a rotation and a move to another store are at work, then started
 * again: everything opens, and what was begun goes on by itself.
 */
@Tag("VAULT-06")
@Tag("FOUND-01")
@Tag("START-02")
class KeysKillIT {
  private static final String KEYS = "/settings/security/keys";
  private static final int KILLS = 2;
  // More than one batch of a move.
  private static final int SECRETS = 26;
  private static final Duration WORK = Duration.ofSeconds(90);
  private static final Pattern PERCENT = Pattern.compile("\"percent\":([0-9]+)");

  // Random moments, the same ones in every run: a failure can be looked at again.
  private final Random moments = new Random(20_261_122);
  private final List<String> met = new ArrayList<>();

  @Test
  void everythingOpensAfterEveryKill() {
    Map<String, String> settings = new HashMap<>();
    // A rotation is not over before this, so that a kill always meets it; a start takes longer.
    settings.put("SEALWARD_KEY_SETTLE", "PT5S");
    settings.put("SEALWARD_BACKGROUND_LOAD", "40");
    try (Installation first = Installation.on(settings, "file")) {
      List<Operator.Stored> stored = new ArrayList<>();
      for (int i = 0; i < SECRETS; i++) {
        Operator.Stored secret = first.operator().storeSecret("KILL_" + i, value(i));
        stored.add(secret);
        first.operator().grant(secret.page(), Installation.RUNNER, "read");
      }
      Installation now = first;
      try {
        for (int kill = 0; kill < KILLS; kill++) {
          // The store changes with each start: rotation and move run into each other.
          settings.put("SECRETS_PROVIDER", kill % 2 == 0 ? "file" : "db");
          now = killedDuringWork(now, settings);
          assertEverythingOpens(now, stored);
        }
        awaitQuiet(now, "Re-wrapping Complete");
        assertEverythingOpens(now, stored);
        System.out.println(
            "Kills of the whole server during key and store work: "
                + met.size()
                + ", each while it ran ("
                + String.join("; ", met)
                + ").");
      } finally {
        now.close();
      }
    }
  }

  private Installation killedDuringWork(Installation running, Map<String, String> settings) {
    Operator operator = running.operator();
    Page rotate = operator.open(KEYS + "/rotate");
    Page keys = operator.open(KEYS);
    CompletableFuture<Void> begun =
        CompletableFuture.runAsync(
            () -> {
              if (keys.html().contains("id=\"migrate\"")) {
                operator.submit(keys, "migration", "migrate", Map.of());
              }
              operator.submit(rotate, "rotate", "rotateIt", Map.of());
            });
    String seen = awaitRunning(operator);
    pause(moments.nextInt(100));
    running.program().kill9();
    met.add(seen);
    begun.handle((done, cut) -> null).join();
    Installation again = running.in(running.program().again(settings));
    again.operator().signIn();
    return again;
  }

  /** Waits until work runs, as the keys page is told; how far it then was. */
  private static String awaitRunning(Operator operator) {
    long end = System.nanoTime() + WORK.toNanos();
    String feed = operator.open(KEYS + "/feed").html();
    while (!feed.contains("\"running\":true")) {
      assertThat(System.nanoTime()).as("no work runs: %s", feed).isLessThan(end);
      pause(5);
      feed = operator.open(KEYS + "/feed").html();
    }
    Matcher percent = PERCENT.matcher(feed);
    return percent.find() ? "re-wrapped " + percent.group(1) + " %" : "moving";
  }

  private static void assertEverythingOpens(Installation now, List<Operator.Stored> stored) {
    for (int i = 0; i < SECRETS; i++) {
      assertThat(now.agent().value(stored.get(i).reference()))
          .as("secret %d", i)
          .isEqualTo(value(i));
    }
    awaitQuiet(now, "Re-wrapping");
    assertThat(now.operator().open(KEYS).words())
        .doesNotContain("What could not be re-wrapped")
        .doesNotContain("What could not be moved");
  }

  /** Waits until no work runs; the page then says {@code words}, if any work ever ran. */
  private static void awaitQuiet(Installation now, String words) {
    long end = System.nanoTime() + WORK.toNanos();
    String seen = now.operator().open(KEYS).words();
    while (seen.contains("Re-wrapping Running") || seen.contains("Moving to the chosen store")) {
      assertThat(System.nanoTime()).as("still: %s", seen).isLessThan(end);
      pause(100);
      seen = now.operator().open(KEYS).words();
    }
    if (seen.contains("Re-wrapping")) {
      assertThat(seen).contains(words);
    }
  }

  private static String value(int i) {
    return "killed-Heron-" + i * 7919 + "-weir";
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw RunningSealward.interrupted();
    }
  }
}
