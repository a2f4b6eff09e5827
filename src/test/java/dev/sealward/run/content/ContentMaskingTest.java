package dev.sealward.run.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Refused;
import dev.sealward.redaction.BreakingMask;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.Redactor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ST-SEC-005")
@Tag("ATTACK-07")
@Tag("ATTACK-18")
class ContentMaskingTest {
  private static final String SECRET = "ferry-Nightjar-42-lake?";
  private static final String LINE = "login with " + SECRET + " done\n";
  private static final String MASKED = "login with \\[masked:password:....] done\n";
  private static final ContentLimits LIMITS = new ContentLimits(64 << 20, true, true);

  private final Redactor redactor = Redactor.of(new byte[32]);

  @TempDir Path folder;

  ContentMaskingTest() {
    MaskOutcome outcome = redactor.compile("password", SECRET.getBytes(UTF_8));
    redactor.register(List.of(((MaskOutcome.Maskable) outcome).mask()));
  }

  @Test
  void textIsMaskedAndOtherwiseKeptByteForByte() {
    Done done = mask(("a\r\n\tb \u00e9 \u001b[1m" + LINE).getBytes(UTF_8));
    assertThat(done.text()).matches("a\r\n\tb \u00e9 \u001b\\[1m" + MASKED);
    assertContent(done, ContentKind.TEXT, "text/plain", 1);

    byte[] latin = ("caf\u00e9 " + LINE).getBytes(ISO_8859_1);
    assertThat(new String(mask(latin).bytes, ISO_8859_1)).matches("caf\u00e9 " + MASKED);
    assertThat(mask(new byte[0]).content.kind()).isEqualTo(ContentKind.TEXT);
  }

  @Test
  void whatIsNoTextKeepsItsPlaces() {
    byte[] input = ("\u0089PNG\r\n\u001a\n\u0000\u0001" + LINE + "\u0000").getBytes(ISO_8859_1);
    Done done = mask(input);
    assertThat(new String(done.bytes, ISO_8859_1))
        .isEqualTo(new String(input, ISO_8859_1).replace(SECRET, "*".repeat(SECRET.length())));
    assertContent(done, ContentKind.BINARY, "image/png", 1);
  }

  /** Known values are looked for in all files; these are what nobody stored. */
  @Test
  void formatsNobodyStoredAreMaskedInTextsWithControlsAndInWhatIsNoText() {
    String aws = "AKIA" + "Q3EGZ7WNBTLXR5VD";
    String environment =
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/bin:/bin\0DB_PASSWORD=kw8-Tarn3Moss\0AWS_ID="
            + aws;
    Done listed = mask((environment + "\0HOME=/home/builder\0LANG=C.UTF-8\0").getBytes(UTF_8));
    assertThat(listed.content.kind()).isEqualTo(ContentKind.TEXT);
    assertThat(listed.text())
        .startsWith("PATH=/usr/local/sbin:/usr/local/bin:/usr/bin:/bin\0DB_PASSWORD=[masked:")
        .endsWith("\0HOME=/home/builder\0LANG=C.UTF-8\0")
        .doesNotContain("Tarn3", aws);
    Done log =
        mask(("\0" + "it went well\n".repeat(9) + "password: kw8-Tarn3Moss\n").getBytes(UTF_8));
    assertThat(log.content.kind()).isEqualTo(ContentKind.TEXT);
    assertThat(log.text()).startsWith("\0it went well\n").doesNotContain("Tarn3");

    String program = "\0\1\2\3\4\5\6" + "password: kw8-Tarn3Moss\0" + aws + "\0\1\2\3";
    Done done = mask(program.getBytes(UTF_8));
    assertThat(done.text()).isEqualTo(program.replace(aws, "*".repeat(aws.length())));
    assertThat(done.content.kind()).isEqualTo(ContentKind.BINARY);
    assertThat(done.content.masked()).isEqualTo(1);
  }

  /** What is on this machine: the classes of a JDK, made of names and numbers. */
  @Test
  void programsStayByteForByte() throws IOException {
    int programs = 0;
    for (Class<?> type : List.of(String.class, javax.net.ssl.SSLContext.class, ZipEntry.class)) {
      String name = type.getName();
      try (InputStream in =
          type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
        byte[] code = java.util.Objects.requireNonNull(in).readAllBytes();
        Done done = mask(code);
        assertThat(done.content.kind()).isEqualTo(ContentKind.BINARY);
        assertThat(done.bytes).isEqualTo(code);
        programs++;
      }
    }
    assertThat(programs).isEqualTo(3);
  }

  @Test
  void membersAreMaskedHoweverArchivesAreNested() throws IOException {
    Map<String, byte[]> inner = new LinkedHashMap<>();
    inner.put("notes/log.txt", LINE.getBytes(UTF_8));
    inner.put("image.bin", ("\0\1\2\3" + LINE).getBytes(UTF_8));
    inner.put("empty", new byte[0]);
    inner.put("plain.txt", "nothing here\n".getBytes(UTF_8));
    Map<String, byte[]> outer = new LinkedHashMap<>();
    outer.put("inner.zip", zip(inner));
    outer.put("log.gz", gzip(LINE.getBytes(UTF_8)));
    byte[] input = gzip(tar(outer));

    Done done = mask(input);

    assertThat(done.content.kind()).isEqualTo(ContentKind.GZIP);
    assertThat(done.content.masked()).isEqualTo(3);
    assertThat(done.content.members()).isEqualTo(1 + 2 + 4 + 1);
    Map<String, byte[]> rebuilt = untar(gunzip(done.bytes));
    assertThat(rebuilt).containsOnlyKeys("inner.zip", "log.gz");
    assertThat(new String(gunzip(rebuilt.get("log.gz")), UTF_8)).matches(MASKED);
    Map<String, byte[]> members = unzip(rebuilt.get("inner.zip"));
    assertThat(members.keySet()).containsExactlyElementsOf(inner.keySet());
    assertThat(new String(members.get("notes/log.txt"), UTF_8)).matches(MASKED);
    assertThat(new String(members.get("image.bin"), UTF_8))
        .isEqualTo("\0\1\2\3login with " + "*".repeat(SECRET.length()) + " done\n");
    assertThat(new String(members.get("plain.txt"), UTF_8)).isEqualTo("nothing here\n");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 511, 513, 4096})
  void chunksOfTheUploadChangeNothing(int most) throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    byte[] large = (LINE.repeat(3) + "x".repeat(60_000)).getBytes(UTF_8);
    members.put("a.txt", large);
    members.put("b.zip", zip(Map.of("c.txt", large)));
    for (byte[] input : List.of(tar(members), zip(members), gzip(large), large)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new ContentMasking(redactor, LIMITS, folder.resolve("x"), found -> {})
          .mask(slowly(input, most), out);
      assertThat(out.toByteArray()).isEqualTo(mask(input).bytes);
    }
  }

  @Test
  void memberTooLargeForMemoryWaitsMaskedOnTheDisk() throws IOException {
    byte[] log = LINE.repeat(30_000).getBytes(UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean[] spilled = {false};
    OutputStream watching =
        new OutputStream() {
          @Override
          public void write(int b) {
            out.write(b);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            Path waiting = folder.resolve("x.0");
            if (Files.exists(waiting)) {
              spilled[0] = true;
              assertThat(Files.readString(waiting)).doesNotContain(SECRET);
            }
            out.write(bytes, from, length);
          }
        };
    new ContentMasking(redactor, LIMITS, folder.resolve("x"), found -> {})
        .mask(new ByteArrayInputStream(tar(Map.of("log", log, "other", log))), watching);
    assertThat(spilled).containsExactly(true);
    assertThat(folder).isEmptyDirectory();
    Map<String, byte[]> rebuilt = untar(out.toByteArray());
    assertThat(rebuilt).containsOnlyKeys("log", "other");
    assertThat(new String(rebuilt.get("log"), UTF_8)).hasLineCount(30_000).doesNotContain(SECRET);
    assertThat(rebuilt.get("other")).isEqualTo(rebuilt.get("log"));
  }

  @Test
  void namesOfMembersAreMasked() throws IOException {
    String name = "out/" + SECRET + ".txt";
    byte[] content = "x\n".getBytes(UTF_8);
    assertThat(untar(mask(tar(Map.of(name, content))).bytes).keySet())
        .singleElement()
        .asString()
        .matches("out/\\[masked:password:....].txt");
    assertThat(unzip(mask(zip(Map.of(name, content))).bytes).keySet())
        .singleElement()
        .asString()
        .matches("out/\\[masked:password:....].txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "a/../../x", "/etc/x", "a\\..\\x", "C:x", "a\u202eb", "a\nb", "a\u0001"})
  void memberWithANameThatLeadsElsewhereIsRefused(String name) throws IOException {
    assertRefused("ARCHIVE_MEMBER_NAME", zip(Map.of(name, new byte[1])));
    if (!name.contains("\u202e")) {
      assertRefused("ARCHIVE_MEMBER_NAME", tar(Map.of(name, new byte[1])));
    }
  }

  @Test
  void longNamesAndLinksAreKept() throws IOException {
    String longName = "folder/".repeat(40) + "gr\u00fc\u00df.txt";
    byte[] pax = pax("path", longName);
    byte[] content = "x\n".getBytes(UTF_8);
    byte[] input =
        joined(
            header("pax", 'x', pax.length, ""),
            padded(pax),
            header("short", '0', content.length, ""),
            padded(content),
            header("link", '2', 0, "../elsewhere-" + SECRET),
            header("dir/", '5', 0, ""),
            new byte[1024]);
    byte[] output = mask(input).bytes;
    String all = new String(output, UTF_8);
    assertThat(all).contains("path=" + longName + "\n").doesNotContain(SECRET);
    assertThat(all).containsPattern("\\.\\./elsewhere-\\[masked:password:....]");
    assertThat(untar(output).keySet()).containsExactly(longName, "link", "dir/");
  }

  @Test
  void membersThatAreNoFilesAreRefused() {
    for (char type : new char[] {'3', '4', '6', 'S', 'M', 'V'}) {
      assertRefused("ARCHIVE_MEMBER_KIND", joined(header("odd", type, 0, ""), new byte[1024]));
    }
    byte[] sparse = pax("GNU.sparse.major", "1");
    assertRefused(
        "ARCHIVE_MEMBER_KIND",
        joined(header("pax", 'x', sparse.length, ""), padded(sparse), header("s", '0', 0, "")));
  }

  @Test
  void extensionsWithoutEndAreRefused() {
    byte[] comment = pax("comment", "x");
    byte[] one = joined(header("pax", 'x', comment.length, ""), padded(comment));
    byte[] many = new byte[0];
    for (int i = 0; i < 17; i++) {
      many = joined(many, one);
    }
    assertRefused("ARCHIVE_DAMAGED", joined(many, header("a", '0', 0, ""), new byte[1024]));
  }

  @Test
  void textThatBeginsLikeAPictureIsText() throws IOException {
    assertThat(mask(("GIF8 notes\n" + LINE).getBytes(UTF_8)).content.kind())
        .isEqualTo(ContentKind.TEXT);
  }

  @Test
  void whatNobodyCanLookIntoIsRefused() throws IOException {
    byte[] encrypted = zip(Map.of("a.txt", LINE.getBytes(UTF_8)));
    encrypted[6] |= 1;
    assertRefused("ARTIFACT_ENCRYPTED", encrypted);
    byte[] unknown = zip(Map.of("a.txt", LINE.getBytes(UTF_8)));
    unknown[8] = 12;
    assertRefused("ARCHIVE_UNSUPPORTED", unknown);
    byte[] aes = zip(Map.of("a.txt", LINE.getBytes(UTF_8)));
    aes[8] = 99;
    assertRefused("ARTIFACT_ENCRYPTED", aes);
    assertRefused("ARTIFACT_ENCRYPTED", "Salted__12345678".getBytes(UTF_8));
    assertRefused("ARTIFACT_ENCRYPTED", "-----BEGIN PGP MESSAGE-----\n\nhQ".getBytes(UTF_8));
    for (String magic :
        List.of(
            "7z\u00bc\u00af'\u001c\0",
            "Rar!\u001a\u0007\u0001\0",
            "\u00fd7zXZ\0\0",
            "(\u00b5/\u00fd$",
            "BZh91AY&SY\0")) {
      assertRefused("ARCHIVE_UNSUPPORTED", magic.getBytes(ISO_8859_1));
      assertRefused("ARCHIVE_UNSUPPORTED", gzip(magic.getBytes(ISO_8859_1)));
    }
  }

  /** Packages, images and libraries: what they hold is packed, or would have to be taken out. */
  @Test
  void archivesOfOtherFormsAreRefusedAndTextsThatBeginLikeThemAreNot() throws IOException {
    for (String begins :
        List.of(
            "!<arch>\ndebian-binary   1700000000  0     0     100644  4         `\n2.0\n",
            "!<thin>\n//                                              14        `\n",
            "\u00ed\u00ab\u00ee\u00db\u0003\0\0\0\0\u0001",
            "xar!\0\u001c\0\u0001",
            "hsqs\u0007\0\0\0",
            "MSWIM\0\0\0\u00d0\0\0\0",
            "Cr24\u0003\0\0\0",
            "070701" + "0000A1b2".repeat(13) + "a.txt\0",
            "070702" + "0000A1b2".repeat(13) + "a.txt\0",
            "070707" + "0017".repeat(17) + "00a.txt\0",
            "\u00c7\u0071\0\u0001",
            "\u0071\u00c7\u0001\0")) {
      assertRefused("ARCHIVE_UNSUPPORTED", begins.getBytes(ISO_8859_1));
      assertRefused("ARCHIVE_UNSUPPORTED", gzip(begins.getBytes(ISO_8859_1)));
    }
    for (String text : List.of("xar! ", "hsqs ", "Cr24 ", "070701 ", "qÇ ")) {
      assertThat(mask((text + LINE).getBytes(UTF_8)).content.kind()).isEqualTo(ContentKind.TEXT);
    }
  }

  /** As xz, lz4, zstd, zlib, lzop, python-snappy and gpg wrote them. */
  @Test
  void packedFilesWithFewBytesOfTheirOwnAreRefused() throws IOException {
    for (String unsupported :
        List.of(
            "5d00008000ffffffffffffffff00361bc919dfb5c0b32278e19e971307f73ff9de791327386bd332",
            "5d000080002700000000000000" + "00361bc919dfb5c0b32278e19e971307f73ff9de791327386bd332",
            "02214c182a000000f0196c6f67696e2077697468",
            "502a4d180400000000000000" + "28b52ffd",
            "5f2a4d180400000000000000",
            "789ccbc94fcfcc5328cf2cc950484b2d2aaad4f5cb4ccf28c94a2cd23531d2cd49cc4eb55748c9cf4be5"
                + "02002eb80e0e",
            "7801012800d7ff6c6f67696e",
            "894c5a4f000d0a1a0a10302080",
            "ff060000734e61507059003200",
            "a3015b639cc49aa8575251"
                + "92cd9cb739273f3d334fa13cb32443212db5a8a852d72f333da3242bb148d7"
                + "c448372731"
                + "3bd55e21253f2f950b00",
            "a302789c5b639cc49aa857525192cd9cb739273f3d334fa13cb32443")) {
      assertRefused("ARCHIVE_UNSUPPORTED", hex(unsupported));
      assertRefused("ARCHIVE_UNSUPPORTED", gzip(hex(unsupported)));
    }
    String sealed = "d26201f48455f0db5d3bb013f9779ae9d1c43f9591";
    String recipient = "03" + "a1b2c3d4e5f60718" + "01" + "0800" + "5a".repeat(256);
    for (String encrypted :
        List.of(
            "8c0d04090302c8674bcb670c2f4dff" + sealed,
            "8c0c04020102bce6f402a80b9ee0" + sealed,
            "c30d04090302c8674bcb670c2f4dff" + sealed,
            "85010c" + recipient + sealed,
            "c1c04c" + recipient + "85010c" + recipient + sealed)) {
      assertRefused("ARTIFACT_ENCRYPTED", hex(encrypted));
    }
  }

  @Test
  void filesThatOnlyBeginLikePackedOnesAreTaken() {
    for (String text : List.of("x^2 + y^2 = z^2\n", "]\n", "P*M is a name\n", "x\u0001\u0002\n")) {
      mask(text.getBytes(UTF_8));
    }
    Random random = new Random(17);
    for (String begin :
        List.of(
            "8c0d0409", "85010c03", "c30d04", "a301", "a30278", "5d0000", "789c", "7801", "a4")) {
      for (int round = 0; round < 100; round++) {
        byte[] bytes = new byte[600];
        random.nextBytes(bytes);
        byte[] first = hex(begin);
        System.arraycopy(first, 0, bytes, 0, first.length);
        assertThat(mask(bytes).bytes).isEqualTo(bytes);
      }
    }
  }

  @Test
  void archiveBehindSomethingElseIsRefused() throws IOException {
    byte[] archive = zip(Map.of("a.txt", LINE.getBytes(UTF_8)));
    assertRefused("ARCHIVE_HIDDEN", joined("#!/bin/sh\nexit\n".getBytes(UTF_8), archive));
    assertRefused("ARCHIVE_HIDDEN", joined(new byte[100_000], archive));
    assertRefused("ARCHIVE_HIDDEN", joined(new byte[9], archive, "\n\n".getBytes(UTF_8)));
    byte[] uncounted = archive.clone();
    uncounted[archive.length - 12] = 0;
    uncounted[archive.length - 14] = 0;
    assertRefused("ARCHIVE_HIDDEN", joined(new byte[9], uncounted));
    assertThat(mask("PK\5\6 is how a list ends\n".getBytes(UTF_8)).content.kind())
        .isEqualTo(ContentKind.BINARY);
  }

  @Test
  void cutOrAlteredArchivesAreRefused() throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    byte[] content = new byte[3000];
    new Random(5).nextBytes(content);
    members.put("a.bin", content);
    members.put("b.bin", content);
    for (byte[] whole : List.of(zip(members), tar(members), gzip(content), storedZip(content))) {
      assertThat(mask(whole).content.masked()).isZero();
      for (int at = 600; at < whole.length - 1024; at += 97) {
        assertRefused("ARCHIVE_DAMAGED", Arrays.copyOf(whole, at));
      }
    }
    byte[] altered = storedZip(content);
    altered[1000] ^= 1;
    assertRefused("ARCHIVE_DAMAGED", altered);
    byte[] deflated = zip(members);
    deflated[1000] ^= 1;
    assertRefused("ARCHIVE_DAMAGED", deflated);
  }

  @Test
  void hostileBytesOfArchivesEndInARefusalOrAResult() throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("a.txt", LINE.getBytes(UTF_8));
    members.put("b.zip", zip(Map.of("c.txt", LINE.getBytes(UTF_8))));
    Random random = new Random(11);
    for (byte[] whole : List.of(zip(members), tar(members), gzip(tar(members)))) {
      for (int round = 0; round < 100; round++) {
        byte[] altered = whole.clone();
        for (int i = 0; i < 3; i++) {
          altered[random.nextInt(altered.length)] = (byte) random.nextInt();
        }
        try {
          assertThat(new String(mask(altered).bytes, ISO_8859_1)).doesNotContain(SECRET);
        } catch (Refused expected) {
          assertThat(expected.remedy().steps()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void archivesOutOfProportionAreRefused() throws IOException {
    assertRefused("ARCHIVE_BOMB", gzip(new byte[20 << 20]));
    assertRefused("ARCHIVE_BOMB", zip(Map.of("zeros", new byte[20 << 20])));
    assertRefused("ARCHIVE_BOMB", zip(Map.of("folder/", new byte[20 << 20])));
    Map<String, byte[]> many = new LinkedHashMap<>();
    for (int i = 0; i <= ContentLimits.MAX_MEMBERS; i++) {
      many.put("m" + i, new byte[0]);
    }
    assertRefused("ARCHIVE_BOMB", zip(many));
    byte[] deep = LINE.getBytes(UTF_8);
    for (int i = 0; i < ContentLimits.MAX_DEPTH; i++) {
      deep = gzip(deep);
    }
    assertThat(mask(deep).content.masked()).isEqualTo(1);
    assertRefused("ARCHIVE_TOO_DEEP", gzip(deep));
  }

  /** What was stored may be packed tighter than it came, and limits may have been lowered since. */
  @Test
  void whatWasTakenOnceIsTakenAgainAndComesOutTheSame() throws IOException {
    byte[] stored =
        mask(
                zip(Map.of("zeros", new byte[20 << 20])),
                new ContentLimits(64 << 20, true, true, 5_000))
            .bytes;
    assertRefused("ARCHIVE_BOMB", stored);
    assertThat(mask(stored, ContentLimits.OF_STORED).bytes).isEqualTo(stored);
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("a.txt", LINE.getBytes(UTF_8));
    members.put("b.gz", gzip(("\0\1\2\3" + LINE).getBytes(UTF_8)));
    for (byte[] archive : List.of(tar(members), zip(members), gzip(tar(members)))) {
      byte[] once = mask(archive).bytes;
      assertThat(mask(once, ContentLimits.OF_STORED).bytes).isEqualTo(once);
    }
  }

  /** Nobody may take the half of an archive for all of it. */
  @Test
  void archiveThatCannotBeMaskedToItsEndGetsNone() throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("first.txt", "whole\n".repeat(40_000).getBytes(UTF_8));
    members.put("second.txt", ("before\n".repeat(40_000) + "breaks here 7kq2m").getBytes(UTF_8));
    try (BreakingMask breaking = BreakingMask.in(redactor, "breaks here 7kq2m")) {
      byte[] zip = untilItFails(zip(members));
      assertThat(new String(zip, ISO_8859_1)).doesNotContain("PK\u0005\u0006");
      byte[] tar = untilItFails(tar(members));
      assertThat(tar).hasSizeGreaterThan(240_000).endsWith((byte) 0xff);
      assertRefused("ARCHIVE_DAMAGED", tar);
      byte[] packed = untilItFails(gzip(tar(members)));
      assertThatThrownBy(() -> gunzip(packed)).isInstanceOf(IOException.class);
    }
  }

  private byte[] untilItFails(byte[] input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(
            () ->
                new ContentMasking(redactor, LIMITS, folder.resolve("x"), found -> {})
                    .mask(new ByteArrayInputStream(input), out))
        .isInstanceOf(RedactionFailure.class);
    return out.toByteArray();
  }

  @Test
  void limitsAndSettingsHold() throws IOException {
    ContentLimits small = new ContentLimits(1000, true, true);
    assertRefused("ARTIFACT_TOO_LARGE", new byte[1001], small);
    assertRefused("ARTIFACT_TOO_LARGE", gzip("a".repeat(1001).getBytes(UTF_8)), small);
    mask("a".repeat(1000).getBytes(UTF_8), small);
    ContentLimits strict = new ContentLimits(100_000, false, false);
    byte[] line = LINE.getBytes(UTF_8);
    for (byte[] archive : List.of(gzip(line), tar(Map.of("a", line)), zip(Map.of("a", line)))) {
      assertRefused("ARCHIVE_REFUSED", archive, strict);
    }
    assertRefused("BINARY_REFUSED", new byte[10], strict);
    assertRefused("BINARY_REFUSED", gzip(new byte[10]), new ContentLimits(1000, true, false));
  }

  @Test
  void furtherMembersOfGzipAreMaskedToo() throws IOException {
    byte[] line = LINE.getBytes(UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ContentMasking(redactor, LIMITS, folder.resolve("x"), found -> {})
        .mask(slowly(joined(gzip(line), gzip(line)), 1), out);
    assertThat(new String(gunzip(out.toByteArray()), UTF_8)).matches(MASKED + MASKED);
  }

  @Test
  void emptyMembersOfGzipWithoutEndExhaustNothing() throws IOException {
    byte[] empty = gzip(new byte[0]);
    byte[] many = new byte[200_000 * empty.length];
    for (int at = 0; at < many.length; at += empty.length) {
      System.arraycopy(empty, 0, many, at, empty.length);
    }
    try {
      assertThat(gunzip(mask(many).bytes)).isEmpty();
    } catch (Refused notOnEveryJdk) {
      assertThat(notOnEveryJdk.remedy().code()).isEqualTo("ARCHIVE_DAMAGED");
    }
  }

  @Test
  void cutConnectionIsToldFromADamagedArchive() throws IOException {
    byte[] archive = gzip(LINE.getBytes(UTF_8));
    InputStream cut =
        new InputStream() {
          private int at;

          @Override
          public int read() throws IOException {
            if (at == 20) {
              throw new IOException("connection reset");
            }
            return archive[at++] & 0xff;
          }
        };
    assertThatThrownBy(
            () ->
                new ContentMasking(redactor, LIMITS, folder.resolve("x"), found -> {})
                    .mask(cut, OutputStream.nullOutputStream()))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.remedy().code()).isEqualTo("UPLOAD_CUT"));
  }

  private record Done(MaskedContent content, byte[] bytes) {
    String text() {
      return new String(bytes, UTF_8);
    }
  }

  private static void assertContent(Done done, ContentKind kind, String mediaType, long masked) {
    assertThat(done.content.kind()).isEqualTo(kind);
    assertThat(done.content.mediaType()).isEqualTo(mediaType);
    assertThat(done.content.masked()).isEqualTo(masked);
    assertThat(done.content.members()).isZero();
  }

  private Done mask(byte[] input) {
    return mask(input, LIMITS);
  }

  private Done mask(byte[] input, ContentLimits limits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      MaskedContent content =
          new ContentMasking(redactor, limits, folder.resolve("x"), found -> {})
              .mask(new ByteArrayInputStream(input), out);
      return new Done(content, out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertRefused(String code, byte[] input) {
    assertRefused(code, input, LIMITS);
  }

  private void assertRefused(String code, byte[] input, ContentLimits limits) {
    assertThatThrownBy(() -> mask(input, limits))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.remedy().code()).isEqualTo(code));
    assertThat(folder).isEmptyDirectory();
  }

  private static InputStream slowly(byte[] bytes, int most) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] into, int from, int length) {
        return super.read(into, from, Math.min(length, most));
      }

      @Override
      public int available() {
        return 0;
      }
    };
  }

  private static byte[] hex(String digits) {
    return java.util.HexFormat.of().parseHex(digits);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] gunzip(byte[] packed) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
  }

  private static byte[] zip(Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  private static byte[] storedZip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CRC32 crc = new CRC32();
    crc.update(content);
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry("stored");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(content);
    }
    return out.toByteArray();
  }

  private static Map<String, byte[]> unzip(byte[] archive) throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        members.put(entry.getName(), zip.readAllBytes());
      }
    }
    return members;
  }

  private static byte[] tar(Map<String, byte[]> members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    members.forEach(
        (name, content) -> {
          out.writeBytes(header(name, '0', content.length, ""));
          out.writeBytes(padded(content));
        });
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  private static byte[] header(String name, char type, long size, String link) {
    byte[] block = new byte[512];
    put(block, 0, name);
    put(block, 100, "0000644");
    put(block, 108, "0001750");
    put(block, 116, "0001750");
    put(block, 124, String.format(Locale.ROOT, "%011o", size));
    put(block, 136, "14000000000");
    block[156] = (byte) type;
    put(block, 157, link);
    put(block, 257, "ustar\00000");
    put(block, 265, "somebody");
    int sum = 8 * ' ';
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    return block;
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private static byte[] pax(String key, String value) {
    int rest = (" " + key + "=" + value + "\n").getBytes(UTF_8).length;
    int length = rest + Integer.toString(rest + 3).length();
    return (length + " " + key + "=" + value + "\n").getBytes(UTF_8);
  }

  private static byte[] padded(byte[] content) {
    return Arrays.copyOf(content, (content.length + 511) / 512 * 512);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** Another reading of tar than the one under test. */
  private static Map<String, byte[]> untar(byte[] archive) {
    Map<String, byte[]> members = new LinkedHashMap<>();
    String longName = "";
    for (int at = 0; archive[at] != 0; ) {
      String name = new String(archive, at, 100, UTF_8).replaceAll("\0.*", "");
      int size = Integer.parseInt(new String(archive, at + 124, 11, UTF_8), 8);
      char type = (char) archive[at + 156];
      byte[] content = Arrays.copyOfRange(archive, at + 512, at + 512 + size);
      if (type == 'x') {
        longName = new String(content, UTF_8).replaceAll("(?s)^\\d+ path=(.*?)\n.*", "$1");
      } else {
        members.put(longName.isEmpty() ? name : longName, content);
        longName = "";
      }
      at += 512 + (size + 511) / 512 * 512;
    }
    return members;
  }
}
