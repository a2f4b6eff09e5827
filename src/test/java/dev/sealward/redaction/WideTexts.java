package dev.sealward.redaction;

import dev.sealward.redaction.LabelledTexts.Labelled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Texts to develop against in breadth: {@code wide-secrets.txt} lists the ways tools, files, code
 * and people write secrets, {@code wide-clean.txt} what looks alike and holds none. Secrets are
 * made from a seed.
 */
final class WideTexts {
  private static final String[] WORDS =
      ("harbor lantern violet granite meadow falcon copper willow cinder marble thistle ember"
              + " canyon juniper saffron pebble orchard glacier tundra velvet bramble quartz heron"
              + " timber")
          .split(" ");

  private static final String MARKS = "!#*?=@^~+%$";

  private final Random random;
  private final List<Labelled> all = new ArrayList<>();

  private WideTexts(long seed) {
    random = new Random(seed);
  }

  /** {@code each} texts a template. */
  static List<Labelled> secrets(long seed, int each) {
    return new WideTexts(seed).read("wide-secrets.txt", each);
  }

  static List<Labelled> clean(long seed) {
    return new WideTexts(seed).read("wide-clean.txt", 1);
  }

  private List<Labelled> read(String name, int each) {
    String group = "";
    String kind = "";
    for (String line : lines(name)) {
      if (line.startsWith("== ")) {
        String[] parts = line.substring(3).split(" : ");
        group = parts[0];
        kind = parts.length > 1 ? parts[1] : "";
      } else if (!line.isBlank() && !line.startsWith("# What") && !line.startsWith("# Where")) {
        for (int i = 0; i < each && !line.startsWith("# A line"); i++) {
          add(group, line.replace("\\n", "\n").replace("\\t", "\t"), kind, i);
        }
      }
    }
    return all;
  }

  private static List<String> lines(String name) {
    try (InputStream in = WideTexts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String group, String template, String kind, int turn) {
    String secret =
        kind.isEmpty() ? "" : kind.equals("key") ? key(turn % 4) : password(random.nextInt(8));
    String text =
        template
            .replace("%w", word())
            .replace("%u", new UUID(random.nextLong(), random.nextLong()).toString())
            .replace("%g", run('h', 40))
            .replace("%m", run('h', 32))
            .replace("%h", run('h', 64))
            .replace("%b", run('a', 43))
            .replace("%d", String.valueOf(random.nextInt(10, 9999)));
    all.add(new Labelled(group, kind.isEmpty() ? text : text.replace("%s", secret), secret));
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private String run(char letter, int count) {
    return ShapeSamples.run(letter, count, random);
  }

  private char mark() {
    return MARKS.charAt(random.nextInt(MARKS.length()));
  }

  /** What people make up, and what generators of passwords give. */
  private String password(int shape) {
    String word = word();
    String capital = Character.toUpperCase(word.charAt(0)) + word.substring(1);
    return switch (shape) {
      case 0 -> capital + random.nextInt(10, 9999) + "!#*?@".charAt(random.nextInt(5));
      case 1 -> run('a', 10 + random.nextInt(12)) + random.nextInt(10);
      case 2 -> word + "-" + word() + "-" + random.nextInt(10, 99);
      case 3 -> run('a', 4) + mark() + run('a', 4) + random.nextInt(10) + mark() + run('a', 2);
      case 4 -> word + random.nextInt(10, 9999);
      case 5 -> capital.replace('a', '4').replace('e', '3') + mark() + random.nextInt(10, 99);
      case 6 -> "P" + mark() + "ss" + word + random.nextInt(10, 99);
      default -> word.substring(0, 4) + "_" + capital + random.nextInt(100, 999);
    };
  }

  private String key(int shape) {
    return switch (shape) {
      case 0 -> run('h', 32);
      case 1 -> run('a', 24 + random.nextInt(24)) + random.nextInt(10);
      case 2 -> run('a', 12) + random.nextInt(10) + "_" + run('a', 20);
      default ->
          Base64.getEncoder().encodeToString(run('a', 30).getBytes(StandardCharsets.US_ASCII));
    };
  }
}
