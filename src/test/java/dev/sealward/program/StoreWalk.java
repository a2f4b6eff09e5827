package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.Agent.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What the started program does with secrets whose envelopes are kept in another store, whichever
 * store that is.
 *
 * @param names what the store says it holds, by names in which a secret's name or id stands
 */
record StoreWalk(Installation sealward, Supplier<List<String>> names) {
  private static final String KEYS = "/settings/security/keys";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Stores, resolves, rotates and revokes; the store holds what it should at each step. */
  void storesResolvesRotatesAndRevokes() {
    Operator operator = sealward.operator();
    Operator.Stored secret = stored("first-Plover-27-marsh");
    Agent agent = sealward.agent();

    assertThat(kept(secret)).isEqualTo(1);
    assertThat(agent.value(secret.reference())).isEqualTo("first-Plover-27-marsh");
    operator.rotate(secret, "second-Plover-28-marsh");
    assertThat(agent.value(secret.reference())).isEqualTo("second-Plover-28-marsh");
    assertThat(agent.value(secret.reference() + "#1")).isEqualTo("first-Plover-27-marsh");
    assertThat(kept(secret)).isEqualTo(2);

    operator.revoke(secret);
    assertThat(agent.resolve(secret.reference()).code()).isEqualTo("SECRET_REVOKED");
    await(() -> kept(secret) == 0, "the revoked secret's envelopes to be erased");
  }

  /**
   * Resolves, stores and rotates while the store is away: typed refusals, audited, and nothing that
   * was read before is given.
   */
  void isRefusedWhileAway(String code, Runnable leave, Runnable comeBack) {
    Operator operator = sealward.operator();
    Agent agent = sealward.agent();
    Operator.Stored secret = stored("steady-Plover-29-marsh");
    assertThat(agent.value(secret.reference())).isEqualTo("steady-Plover-29-marsh");
    long before = metric("sealward_store_failures");
    Page form = operator.open("/settings/security/store");
    leave.run();
    try {
      // The first call that fails is noticed, and empties what was read before.
      String never = name();
      Page refused =
          operator.submit(form, "store", "storeIt", Map.of("name", never, "value", "unstored-31"));
      assertThat(refused.address().getPath()).isEqualTo("/settings/security/store");
      assertThat(refused.html()).doesNotContain("unstored-31");
      Answer answer = agent.resolve(secret.reference());
      assertThat(answer.status()).as(answer.body()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo(code);
      assertThat(answer.json().getJsonArray("steps")).isNotEmpty();
      assertThat(answer.body()).doesNotContain("Plover");
      assertThat(operator.auditOf(answer.correlationId()).text("trail"))
          .contains(code, Installation.RUNNER);
      assertThat(operator.open("/settings/security").words()).doesNotContain(never);
      assertThat(metric("sealward_store_failures")).isGreaterThan(before);
    } finally {
      comeBack.run();
    }
    assertThat(agent.value(secret.reference())).isEqualTo("steady-Plover-29-marsh");
  }

  /** The counts of both caches move with what is read. */
  void countsWhatItsCachesDo() {
    Agent agent = sealward.agent();
    Operator.Stored secret = stored("counted-Plover-30-marsh");
    long storeMisses = metric("sealward_store_cache_misses");
    long storeHits = metric("sealward_store_cache_hits");
    long keyHits = metric("sealward_key_cache_hits");

    agent.value(secret.reference());

    assertThat(metric("sealward_store_cache_misses")).isGreaterThan(storeMisses);
    assertThat(metric("sealward_key_cache_misses")).isPositive();
    // Who reads while the store answers somebody else shares the next answer.
    await(
        () -> {
          IntStream.range(0, 8).parallel().forEach(i -> agent.value(secret.reference()));
          return metric("sealward_store_cache_hits") > storeHits;
        },
        "an envelope that is at hand");
    assertThat(metric("sealward_key_cache_hits")).isGreaterThan(keyHits);
  }

  /** Moves what is in another store here, from the page, and waits for the end of it. */
  void takesEverythingOver(String here, String before) {
    Operator operator = sealward.operator();
    Page keys = operator.open(KEYS);
    assertThat(keys.words()).contains("New values go to " + here).containsPattern(before + " \\d");
    Page begun = operator.submit(keys, "migration", "migrate", Map.of());
    assertThat(begun.words()).containsPattern("(Moving to|Everything is in) the chosen store");
    await(
        () -> operator.open(KEYS).words().contains("Everything is in the chosen store. 100 %"),
        "the end of the move");
    assertThat(operator.open(KEYS).words())
        .doesNotContain("could not be moved")
        .doesNotContainPattern(before + " \\d");
    assertThat(kept(sealward.granted())).isEqualTo(1);
    assertThat(sealward.agent().value(sealward.granted().reference()))
        .isEqualTo(Installation.VALUE);
    assertThat(operator.open("/audit?action=stores.migrated").text("trail")).contains("0 failed");
  }

  private Operator.Stored stored(String value) {
    Operator.Stored secret = sealward.operator().storeSecret(name(), value);
    sealward.operator().grant(secret.page(), Installation.RUNNER, "read");
    return secret;
  }

  private static String name() {
    return "walk-" + UUID.randomUUID();
  }

  private long kept(Operator.Stored secret) {
    String id = secret.page().substring(secret.page().lastIndexOf('/') + 1);
    return names.get().stream()
        .filter(name -> name.contains(secret.name()) || name.contains(id))
        .count();
  }

  private long metric(String name) {
    String all = sealward.agent().get("/metrics").body();
    Matcher line = Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? ([0-9.]+)").matcher(all);
    assertThat(line.find()).as("%s in %s", name, all).isTrue();
    return (long) Double.parseDouble(line.group(1));
  }

  static void await(BooleanSupplier reached, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain for %s", what).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
