package dev.sealward.bench;

import dev.sealward.redaction.KnownOnly;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ahocorasick.trie.Trie;

/**
 * Masking known values in a mixed log, in CPU time of one thread. The engine looks for all forms of
 * each value, the others for each value as it is. {@code docs/benchmarks.md} says how to run it.
 */
public final class KnownValuesBench {
  private static final int LOG_BYTES = 200_000_000;
  private static final int SLOW_BYTES = 5_000_000;
  private static final int ROUNDS = 13;
  private static final int SLOW_ROUNDS = 3;

  private KnownValuesBench() {}

  /** Arguments: numbers of values. */
  public static void main(String[] counts) {
    for (String count : counts) {
      run(Integer.parseInt(count));
    }
  }

  private static void run(int count) {
    List<String> values = MixedLog.secrets(7, count);
    byte[] log = MixedLog.of(1, LOG_BYTES, values);
    KnownOnly engine = new KnownOnly();
    engine.compile(values);
    long before = used();
    engine.register();
    long after = used();
    print(
        "%d values: %d B encoded, %d B in tables per value",
        count, engine.encodedBytes() / count, (after - before) / count);
    List<Contender> contenders = new ArrayList<>();
    contenders.add(new Contender("all forms", log, engine::mask));
    if (count <= 1000) {
      Automaton automaton = new Automaton(values);
      contenders.add(new Contender("flat automaton, as is", log, automaton::count));
    }
    inTurns(contenders, ROUNDS);
    long start = cpu();
    for (int i = 0; i < 500; i++) {
      engine.registerOne("0ne-more-value-" + i * 7919);
    }
    print("one more: %d us", (cpu() - start) / 500_000);
    if (count <= 1000) {
      byte[] less = Arrays.copyOf(log, SLOW_BYTES);
      Trie trie = Trie.builder().addKeywords(values).build();
      Contender library =
          new Contender(
              "org.ahocorasick, as is",
              less,
              text -> trie.parseText(new String(text, StandardCharsets.UTF_8)).size());
      Pattern pattern =
          Pattern.compile(values.stream().map(Pattern::quote).collect(Collectors.joining("|")));
      byte[] least = Arrays.copyOf(log, SLOW_BYTES / 10);
      inTurns(
          List.of(
              library,
              new Contender("java.util.regex, as is", least, text -> matches(pattern, text))),
          SLOW_ROUNDS);
    }
  }

  private static long matches(Pattern pattern, byte[] text) {
    Matcher matcher = pattern.matcher(new String(text, StandardCharsets.UTF_8));
    long count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }

  private record Contender(String what, byte[] text, ToLongFunction<byte[]> work) {}

  /** One round of each after the other, so that a busy machine is as busy for all of them. */
  private static void inTurns(List<Contender> contenders, int rounds) {
    double[][] speeds = new double[contenders.size()][rounds];
    long[] found = new long[contenders.size()];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        Contender contender = contenders.get(i);
        long start = cpu();
        found[i] = contender.work().applyAsLong(contender.text());
        speeds[i][round] = contender.text().length * 1e3 / (cpu() - start);
      }
    }
    for (int i = 0; i < contenders.size(); i++) {
      Arrays.sort(speeds[i]);
      print(
          "%s: %.1f MB/s at best, %.1f in the middle, %d found",
          contenders.get(i).what(), speeds[i][rounds - 1], speeds[i][rounds / 2], found[i]);
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void print(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  /** Aho and Corasick's automaton with a full row of next states for each state. */
  private static final class Automaton {
    private final int[] next;
    private final boolean[] ends;

    Automaton(List<String> values) {
      int states = 1 + values.stream().mapToInt(String::length).sum();
      next = new int[states * 256];
      ends = new boolean[states];
      int made = 1;
      for (String value : values) {
        int state = 0;
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
          int edge = state * 256 + (b & 0xff);
          if (next[edge] == 0) {
            next[edge] = made++;
          }
          state = next[edge];
        }
        ends[state] = true;
      }
      complete(made);
    }

    private void complete(int states) {
      int[] fallBack = new int[states];
      ArrayDeque<Integer> open = new ArrayDeque<>();
      for (int b = 0; b < 256; b++) {
        if (next[b] != 0) {
          open.add(next[b]);
        }
      }
      while (!open.isEmpty()) {
        int state = open.remove();
        ends[state] |= ends[fallBack[state]];
        for (int b = 0; b < 256; b++) {
          int after = next[state * 256 + b];
          int other = next[fallBack[state] * 256 + b];
          if (after == 0) {
            next[state * 256 + b] = other;
          } else {
            fallBack[after] = other;
            open.add(after);
          }
        }
      }
    }

    long count(byte[] text) {
      int state = 0;
      long found = 0;
      for (byte b : text) {
        state = next[state * 256 + (b & 0xff)];
        if (ends[state]) {
          found++;
        }
      }
      return found;
    }
  }
}
