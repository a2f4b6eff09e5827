package dev.sealward.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.crypto.SigningKey;
import dev.sealward.crypto.VerifyingKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("VAULT-05")
class SegmentFileTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123456Z");
  private static final byte[] BEFORE = new byte[32];

  private final ChainMac mac = ChainMac.of(new byte[32]);
  private final SigningKey signing = SigningKey.of(new byte[32]);
  private final VerifyingKey key = signing.verifyingKey();

  @TempDir Path folder;

  private Entry row(long id, String tenant, String detail, boolean proved) {
    Entry row =
        new Entry(
            id,
            tenant,
            NOW.plusSeconds(id),
            "PERSON",
            "ada",
            proved ? "SECRET_ACCESSED" : "SIGN_IN_FAILED",
            "secret",
            "some\\thing",
            null,
            null,
            "SUCCEEDED",
            null,
            detail,
            "127.0.0.1",
            new UUID(7, id),
            null);
    return proved ? row.with(mac.of(row.encoded())) : row;
  }

  private SealedRows sealed(long number, byte[] before, Entry... rows) {
    SortedMap<Long, byte[]> proofs = new TreeMap<>();
    int unproved = 0;
    for (Entry row : rows) {
      proofs.put(row.id(), row.proof(mac, 0).orElseThrow());
      unproved += row.mac() == null ? 1 : 0;
    }
    Seal seal = Seal.of(mac, rows[0].tenant(), number, before, proofs, unproved, NOW);
    return new SealedRows(seal, List.of(rows));
  }

  private List<SealedRows> three(String tenant) {
    SealedRows one = sealed(5, BEFORE, row(11, tenant, "tab\tline\nnul\0é", true));
    SealedRows two =
        sealed(6, one.seal().mac(), row(12, tenant, "\\N", true), row(14, tenant, null, true));
    return List.of(one, two, sealed(7, two.seal().mac(), row(13, tenant, "", false)));
  }

  private byte[] file(String tenant, List<SealedRows> seals, UnaryOperator<SegmentHeader> head) {
    StringBuilder text = new StringBuilder();
    seals.forEach(one -> SegmentLines.add(text, one));
    SegmentHeader from =
        new SegmentHeader(
            tenant, 2, 0, 0, 0, 0, 0, 0, NOW, NOW, new byte[0], new byte[0], NOW.plusSeconds(99));
    return SegmentFile.text(
        head.apply(SegmentFile.summary(from, seals)),
        key.id(),
        text.toString().getBytes(StandardCharsets.UTF_8),
        signing::sign);
  }

  private byte[] file() {
    return file("default", three("default"), head -> head);
  }

  @Test
  void whatWasWrittenIsReadBackAndGenuine() {
    SegmentFile read = SegmentFile.read(file(), key).orElseThrow();
    assertThat(read.isGenuine(mac, 0)).isTrue();
    assertThat(read.header().rows()).isEqualTo(4);
    assertThat(read.header().unproved()).isEqualTo(1);
    assertThat(read.header().firstId()).isEqualTo(11);
    assertThat(read.header().lastId()).isEqualTo(14);
    assertThat(read.seals().get(0).rows().get(0).detail()).isEqualTo("tab\tline\nnul\0é");
    assertThat(read.seals().get(1).rows().get(0).detail()).isEqualTo("\\N");
    assertThat(read.seals().get(1).rows().get(1).detail()).isNull();
    assertThat(read.seal(6).orElseThrow().number()).isEqualTo(6);
    assertThat(read.seal(8)).isEmpty();
    assertThat(read.holds(5, row(11, "default", "tab\tline\nnul\0é", true))).isTrue();
    assertThat(read.holds(6, row(11, "default", "tab\tline\nnul\0é", true))).isFalse();
    assertThat(read.holds(5, row(11, "default", "another", true))).isFalse();
  }

  @Test
  void everyRowIsALineOfPrintableText() {
    String[] lines = new String(file(), StandardCharsets.UTF_8).split("\n", -1);
    assertThat(Arrays.stream(lines).filter(line -> line.startsWith("row\t"))).hasSize(4);
    assertThat(String.join("", lines).replace("\t", "").chars()).noneMatch(Character::isISOControl);
  }

  @Test
  void changedInAnyByteItIsNone() {
    byte[] file = file();
    for (int i = 0; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] ^= 1;
      assertThat(SegmentFile.read(changed, key)).as("at " + i).isEmpty();
    }
  }

  @Test
  void cutOrLengthenedAnywhereItIsNone() {
    byte[] file = file();
    for (int length = 0; length < file.length; length++) {
      assertThat(SegmentFile.read(Arrays.copyOf(file, length), key)).as("to " + length).isEmpty();
    }
    assertThat(SegmentFile.read(Arrays.copyOf(file, file.length + 1), key)).isEmpty();
    assertThat(SegmentFile.read(new byte[SegmentFile.MAX_BYTES + 1], key)).isEmpty();
  }

  @Test
  void anotherKeysIsNone() {
    byte[] seed = new byte[32];
    seed[31] = 1;
    assertThat(SegmentFile.read(file(), SigningKey.of(seed).verifyingKey())).isEmpty();
  }

  @Test
  void signedButWithSealsThatDoNotFollowItIsNone() {
    List<SealedRows> seals = three("default");
    List<List<SealedRows>> wrong = new ArrayList<>();
    wrong.add(List.of(seals.get(0), seals.get(2)));
    wrong.add(List.of(seals.get(1), seals.get(0), seals.get(2)));
    wrong.add(List.of(seals.get(0), new SealedRows(seals.get(1).seal(), seals.get(2).rows())));
    wrong.add(
        List.of(
            seals.get(0),
            new SealedRows(seals.get(1).seal(), seals.get(1).rows().subList(0, 1)),
            seals.get(2)));
    for (List<SealedRows> each : wrong) {
      assertThat(SegmentFile.read(file("default", each, head -> head), key)).isEmpty();
    }
  }

  @Test
  void signedButWithAHeadThatSaysOtherwiseItIsNone() {
    assertThat(
            SegmentFile.read(
                file("default", three("default"), head -> with(head, head.rows() + 1)), key))
        .isEmpty();
  }

  private static SegmentHeader with(SegmentHeader head, long rows) {
    return new SegmentHeader(
        head.tenant(),
        head.number(),
        head.firstSeal(),
        head.lastSeal(),
        head.firstId(),
        head.lastId(),
        rows,
        head.unproved(),
        head.firstTime(),
        head.lastTime(),
        head.before(),
        head.after(),
        head.archivedAt());
  }

  @Test
  void rowsOfAnotherTenantAreNotGenuineUnderThisOne() {
    SegmentFile read =
        SegmentFile.read(file("other", three("default"), head -> head), key).orElseThrow();
    assertThat(read.isGenuine(mac, 0)).isFalse();
    assertThat(SegmentFile.read(file(), key).orElseThrow().isGenuine(ChainMac.of(seed(1)), 0))
        .isFalse();
  }

  @Test
  void recordOfASegmentIsMadeWithTheKeyOnly() {
    byte[] file = file();
    SegmentHeader header = SegmentFile.read(file, key).orElseThrow().header();
    Segment made = Segment.of(mac, header, file);
    assertThat(made.isGenuine(mac)).isTrue();
    assertThat(made.isOf(file)).isTrue();
    assertThat(made.fileName()).matches("default_00000002_[0-9a-f]{16}\\.txt");
    assertThat(made.isGenuine(ChainMac.of(seed(1)))).isFalse();
    assertThat(
            new Segment(with(header, 9), made.bytes(), made.digest(), made.mac(), false)
                .isGenuine(mac))
        .isFalse();
    assertThat(made.isOf(file("default", three("default").subList(0, 2), head -> head))).isFalse();
  }

  private static byte[] seed(int last) {
    byte[] seed = new byte[32];
    seed[31] = (byte) last;
    return seed;
  }

  @Test
  void commandVerifiesASegmentWithoutAServer() throws IOException {
    Path pem = Files.writeString(folder.resolve("key.pem"), key.pem());
    Path file = Files.write(folder.resolve("segment.txt"), file());
    assertThat(run(file, pem))
        .startsWith("0 The segment is genuine: tenant default, segment 2, seals 5 to 7, 4 rows")
        .contains("It goes on from " + "00".repeat(32))
        .contains("1 of its rows");
    byte[] changed = file();
    changed[changed.length - 2] ^= 1;
    Files.write(file, changed);
    assertThat(run(file, pem)).startsWith("1 sealward: this is no checkpoint and no segment");
  }

  private static String run(Path file, Path pem) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int status = VerifyCommand.run(file, pem, out, out);
    return status + " " + bytes.toString(StandardCharsets.UTF_8);
  }
}
