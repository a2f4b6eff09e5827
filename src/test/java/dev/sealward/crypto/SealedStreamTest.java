package dev.sealward.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.crypto.UnopenableException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-10")
class SealedStreamTest {
  private static final int CHUNK = 65_536;
  private static final int SEALED_CHUNK = 1 + 4 + CHUNK + 16;
  private static final int RECOVERY_HEADER = 13 + 1 + 93;
  private static final int BOTH_HEADER = 13 + 1 + 79 + 1 + 93;

  private final SecureRandom random = new SecureRandom();
  private final RecoveryKey key = RecoveryKey.random(random);
  private final BackupRecipient toKey = new BackupRecipient.Recovery(key.publicKey());
  private final BackupOpener withKey = new BackupOpener.Recovery(key);
  private final ScryptParameters cheap = new ScryptParameters(1 << 14, 8, 1, new byte[16]);

  @Test
  void whatWasWrittenIsRead() throws IOException {
    for (int length : new int[] {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 200_000}) {
      byte[] plaintext = bytes(length);
      byte[] sealed = seal(plaintext, toKey);
      int chunks = Math.max(1, (length + CHUNK - 1) / CHUNK);
      assertThat(sealed).hasSize(RECOVERY_HEADER + length + 21 * chunks);
      assertThat(read(sealed, withKey)).isEqualTo(plaintext);
    }
  }

  @Test
  void howItIsCutIntoWritesAndReadsDoesNotMatter() throws IOException {
    byte[] plaintext = bytes(150_000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SealedOutput writer = SealedStream.writer(out, List.of(toKey), random);
    writer.write(plaintext[0]);
    writer.write(plaintext, 1, 70_000);
    writer.flush();
    writer.write(new byte[0]);
    writer.write(plaintext, 70_001, plaintext.length - 70_001);
    writer.finish();

    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = open(out.toByteArray(), withKey)) {
      byte[] some = new byte[777];
      assertThat(in.read(some, 0, 0)).isZero();
      read.write(in.read());
      assertThat(in.available()).isEqualTo(CHUNK - 1);
      for (int n = in.read(some, 5, 700); n != -1; n = in.read(some, 5, 700)) {
        read.write(some, 5, n);
      }
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(read.toByteArray()).isEqualTo(plaintext);
  }

  @Test
  @Tag("HOME-03")
  void thePassphraseAndTheRecoveryKeyBothOpenIt() throws IOException {
    byte[] sealed = seal(bytes(10), toKey, passphrase("correct horse"));
    assertThat(read(sealed, withKey)).isEqualTo(bytes(10));
    assertThat(read(sealed, new BackupOpener.Passphrase("correct horse".toCharArray())))
        .isEqualTo(bytes(10));
    assertUnopenable(
        Reason.TAMPERED_OR_WRONG_KEY,
        sealed,
        new BackupOpener.Passphrase("correct house".toCharArray()));
    assertUnopenable(
        Reason.TAMPERED_OR_WRONG_KEY,
        sealed,
        new BackupOpener.Recovery(RecoveryKey.random(random)));
  }

  @Test
  void theOtherKindOfOpenerIsToldSo() throws IOException {
    assertUnopenable(
        Reason.NOT_FOR_THIS_OPENER,
        seal(bytes(1), toKey),
        new BackupOpener.Passphrase("x".toCharArray()));
    assertUnopenable(Reason.NOT_FOR_THIS_OPENER, seal(bytes(1), passphrase("x")), withKey);
  }

  @Test
  @Tag("HOME-03")
  void theHeaderSaysWhoOpensItAndAtWhichCost() throws IOException {
    BackupHeader both = header(seal(bytes(1), toKey, passphrase("x")));
    assertThat(both.hasRecoveryKey()).isTrue();
    assertThat(both.passphraseCost()).contains(cheap);
    assertThat(both.passphraseCost().map(ScryptParameters::isOutdated)).contains(true);
    BackupHeader one = header(seal(bytes(1), toKey));
    assertThat(one.passphraseCost()).isEmpty();
    assertThat(header(seal(bytes(1), passphrase("x"))).hasRecoveryKey()).isFalse();
  }

  @Test
  void recipientsAreOneOfEachKindAtMost() {
    for (List<BackupRecipient> recipients :
        List.of(
            List.<BackupRecipient>of(),
            List.of(toKey, toKey),
            List.of(passphrase("x"), passphrase("y")))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> SealedStream.writer(OutputStream.nullOutputStream(), recipients, random));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BackupRecipient.Passphrase(new char[0], cheap));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new BackupRecipient.Passphrase(
                    new char[1], new ScryptParameters(1 << 14, 8, 1, new byte[17])));
    assertThatIllegalArgumentException().isThrownBy(() -> new BackupOpener.Passphrase(new char[0]));
  }

  @Test
  void noBitOfTheHeaderCanBeFlipped() throws IOException {
    byte[] sealed = seal(bytes(10), passphrase("x"), toKey);
    for (int bit = 0; bit < 8 * BOTH_HEADER; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> read(flipped, withKey))
          .as("bit %d", bit)
          .isInstanceOf(UnopenableException.class);
    }
  }

  @Test
  void noBitOfASmallStreamCanBeFlipped() throws IOException {
    byte[] sealed = seal(bytes(10), toKey);
    for (int bit = 8 * RECOVERY_HEADER; bit < 8 * sealed.length; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> read(flipped, withKey))
          .as("bit %d", bit)
          .isInstanceOf(UnopenableException.class);
    }
  }

  @Test
  void noEndCanBeCutOff() throws IOException {
    byte[] sealed = seal(bytes(10), passphrase("x"), toKey);
    for (int length = 0; length < sealed.length; length++) {
      assertUnopenable(Reason.TRUNCATED, Arrays.copyOf(sealed, length), withKey);
    }
    byte[] large = seal(bytes(3 * CHUNK), toKey);
    for (int chunks = 0; chunks < 3; chunks++) {
      int border = RECOVERY_HEADER + chunks * SEALED_CHUNK;
      for (int length : new int[] {border, border + 1, border + 5, border + 5 + CHUNK}) {
        assertUnopenable(Reason.TRUNCATED, Arrays.copyOf(large, length), withKey);
      }
    }
  }

  @Test
  void nothingCanBeAppended() throws IOException {
    byte[] sealed = seal(bytes(10), toKey);
    assertUnopenable(Reason.EXTENDED, Arrays.copyOf(sealed, sealed.length + 1), withKey);
    byte[] twice = Arrays.copyOf(sealed, sealed.length + 31);
    System.arraycopy(sealed, RECOVERY_HEADER, twice, sealed.length, 31);
    assertUnopenable(Reason.EXTENDED, twice, withKey);
  }

  @Test
  void chunksCannotBeDroppedRepeatedOrMoved() throws IOException {
    byte[] sealed = seal(bytes(4 * CHUNK), toKey);
    for (int[] order :
        new int[][] {
          {1, 2, 3},
          {0, 2, 3},
          {0, 1, 3},
          {0, 0, 1, 2, 3},
          {0, 1, 1, 2, 3},
          {1, 0, 2, 3},
          {0, 2, 1, 3},
          {3},
          {3, 0, 1, 2}
        }) {
      assertUnopenable(Reason.TAMPERED_OR_WRONG_KEY, reordered(sealed, order), withKey);
    }
    assertUnopenable(Reason.TRUNCATED, reordered(sealed, 0, 1, 2), withKey);
    assertUnopenable(Reason.EXTENDED, reordered(sealed, 0, 1, 2, 3, 3), withKey);
    assertThat(read(reordered(sealed, 0, 1, 2, 3), withKey)).hasSize(4 * CHUNK);
  }

  @Test
  void aChunkCannotBeMadeTheLastOne() throws IOException {
    byte[] sealed = seal(bytes(2 * CHUNK), toKey);
    byte[] shortened = Arrays.copyOf(sealed, RECOVERY_HEADER + SEALED_CHUNK);
    shortened[RECOVERY_HEADER] = 1;
    assertUnopenable(Reason.TAMPERED_OR_WRONG_KEY, shortened, withKey);
  }

  @Test
  void aLengthOutOfBoundsTakesNoMemory() throws IOException {
    byte[] sealed = seal(bytes(10), toKey);
    for (int first : new int[] {0x7f, 0x80, 0xff, 0x01}) {
      byte[] forged = sealed.clone();
      forged[RECOVERY_HEADER + 1] = (byte) first;
      assertUnopenable(Reason.TAMPERED_OR_WRONG_KEY, forged, withKey);
    }
    byte[] shortButNotLast = sealed.clone();
    shortButNotLast[RECOVERY_HEADER] = 0;
    assertUnopenable(Reason.TAMPERED_OR_WRONG_KEY, shortButNotLast, withKey);
  }

  @Test
  void headersOfTwoStreamsCannotBeSwapped() throws IOException {
    byte[] one = seal(bytes(10), toKey);
    byte[] other = seal(bytes(10), toKey);
    System.arraycopy(other, 0, one, 0, RECOVERY_HEADER);
    assertUnopenable(Reason.TAMPERED_OR_WRONG_KEY, one, withKey);
  }

  @Test
  void noSlotCanBeTakenOutOrExchanged() throws IOException {
    byte[] sealed = seal(bytes(10), passphrase("x"), toKey);
    ByteArrayOutputStream without = new ByteArrayOutputStream();
    without.write(sealed, 0, 12);
    without.write(1);
    without.write(sealed, 13 + 80, sealed.length - 93);
    assertUnopenable(Reason.TAMPERED_OR_WRONG_KEY, without.toByteArray(), withKey);

    // Whoever can make streams for the same key still cannot lend this one another passphrase.
    byte[] others = seal(bytes(10), passphrase("y"), toKey);
    byte[] exchanged = sealed.clone();
    System.arraycopy(others, 13, exchanged, 13, 80);
    assertUnopenable(Reason.TAMPERED_OR_WRONG_KEY, exchanged, withKey);
  }

  @Test
  void unknownMagicFormatAndSlotsAreNamed() throws IOException {
    byte[] sealed = seal(bytes(10), passphrase("x"), toKey);
    for (int[] change :
        new int[][] {
          {0, 'X'}, {3, 'X'}, {4, 0}, {4, 2}, {12, 0}, {12, 3}, {12, -1}, {13, 0}, {13, 3}, {93, 1}
        }) {
      byte[] changed = sealed.clone();
      changed[change[0]] = (byte) change[1];
      assertUnopenable(Reason.UNKNOWN_FORMAT, changed, withKey);
    }
    assertUnopenable(Reason.UNKNOWN_FORMAT, new byte[] {'P', 'K'}, withKey);
    assertUnopenable(Reason.TRUNCATED, new byte[] {'S', 'W'}, withKey);
  }

  @Test
  @Tag("HOME-03")
  void aHeaderCannotAskForAllMemoryOrForNoEffort() throws IOException {
    byte[] sealed = seal(bytes(10), passphrase("x"));
    for (int[] change :
        new int[][] {
          {14, 13}, {14, 21}, {14, 31}, {14, 32}, {14, 127}, {14, -1}, {15, 0}, {15, 7}, {15, 17},
          {15, -1}, {16, 0}, {16, 5}, {16, -1}
        }) {
      byte[] changed = sealed.clone();
      changed[change[0]] = (byte) change[1];
      assertUnopenable(
          Reason.COST_OUT_OF_BOUNDS, changed, new BackupOpener.Passphrase("x".toCharArray()));
    }
  }

  @Test
  void nothingIsHandedOutOfAnUnverifiedChunk() throws IOException {
    byte[] sealed = seal(bytes(2 * CHUNK), toKey);
    sealed[sealed.length - 1] ^= 1;
    InputStream in = open(sealed, withKey);
    assertThat(in.readNBytes(CHUNK)).isEqualTo(Arrays.copyOf(bytes(2 * CHUNK), CHUNK));
    byte[] target = new byte[CHUNK];
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> in.read(target))
          .isInstanceOfSatisfying(
              UnopenableException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.TAMPERED_OR_WRONG_KEY));
      assertThatThrownBy(in::read).isInstanceOf(UnopenableException.class);
    }
    assertThat(target).isEqualTo(new byte[CHUNK]);
    assertThat(in.available()).isZero();
  }

  @Test
  void aWriterThatIsOnlyClosedLeavesNoWholeStream() throws IOException {
    for (int length : new int[] {0, 10, CHUNK, CHUNK + 1}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (SealedOutput writer = SealedStream.writer(out, List.of(toKey), random)) {
        writer.write(bytes(length));
      }
      assertUnopenable(Reason.TRUNCATED, out.toByteArray(), withKey);
    }
  }

  @Test
  void afterItsEndNothingCanBeWritten() throws IOException {
    SealedOutput writer =
        SealedStream.writer(OutputStream.nullOutputStream(), List.of(toKey), random);
    writer.finish();
    assertThatIOException().isThrownBy(() -> writer.write(1));
    assertThatIOException().isThrownBy(writer::finish);
    writer.close();
  }

  @Test
  void aFailedWriteEndsTheStream() throws IOException {
    AtomicInteger left = new AtomicInteger(1);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("disk full");
          }

          @Override
          public void write(byte[] b, int off, int len) throws IOException {
            if (left.getAndDecrement() <= 0) {
              throw new IOException("disk full");
            }
          }
        };
    SealedOutput writer = SealedStream.writer(full, List.of(toKey), random);
    assertThatIOException().isThrownBy(() -> writer.write(new byte[2 * CHUNK]));
    assertThatIOException().isThrownBy(writer::finish).withMessage("the sealed stream has ended");
    assertThatIOException().isThrownBy(() -> SealedStream.writer(full, List.of(toKey), random));
  }

  @Test
  void aReaderThatWasClosedOrBrokenOffReadsNoMore() throws IOException {
    InputStream in = open(seal(bytes(10), toKey), withKey);
    in.read();
    in.close();
    assertThatIOException().isThrownBy(in::read);

    byte[] sealed = seal(bytes(10), toKey);
    InputStream broken =
        new InputStream() {
          private int at;

          @Override
          public int read() throws IOException {
            if (at == RECOVERY_HEADER + 3) {
              throw new IOException("disk gone");
            }
            return sealed[at++] & 0xff;
          }
        };
    InputStream reader = SealedStream.reader(broken, withKey);
    assertThatIOException().isThrownBy(reader::read).withMessage("disk gone");
    assertThatIOException().isThrownBy(reader::read).withMessage("the sealed stream is closed");
  }

  @Test
  void chunkNumbersNeverRepeat() {
    assertThat(SealedStream.nonce(new byte[7], 0xffffffffL, true))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, 1);
    assertThatThrownBy(() -> SealedStream.nonce(new byte[7], 1L << 32, false))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void printsNothing() throws IOException {
    SealedOutput writer =
        SealedStream.writer(OutputStream.nullOutputStream(), List.of(toKey), random);
    assertThat(writer).hasToString("SealedOutput[hidden]");
    assertThat(open(seal(bytes(1), toKey), withKey)).hasToString("SealedInput[hidden]");
    assertThat(passphrase("x")).hasToString("Passphrase[hidden]");
    assertThat(new BackupOpener.Passphrase(new char[1])).hasToString("Passphrase[hidden]");
    assertThat(withKey).hasToString("Recovery[key=RecoveryKey[hidden]]");
  }

  private BackupRecipient passphrase(String text) {
    return new BackupRecipient.Passphrase(text.toCharArray(), cheap);
  }

  private byte[] seal(byte[] plaintext, BackupRecipient... recipients) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SealedOutput writer = SealedStream.writer(out, List.of(recipients), random)) {
      writer.write(plaintext);
      writer.finish();
    }
    return out.toByteArray();
  }

  private static BackupHeader header(byte[] sealed) throws IOException {
    return BackupHeader.read(new ByteArrayInputStream(sealed));
  }

  private static InputStream open(byte[] sealed, BackupOpener opener) throws IOException {
    return SealedStream.reader(new ByteArrayInputStream(sealed), opener);
  }

  private static byte[] read(byte[] sealed, BackupOpener opener) throws IOException {
    try (InputStream in = open(sealed, opener)) {
      return in.readAllBytes();
    }
  }

  private static void assertUnopenable(Reason reason, byte[] sealed, BackupOpener opener) {
    assertThatThrownBy(() -> read(sealed, opener))
        .isInstanceOfSatisfying(
            UnopenableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static byte[] reordered(byte[] sealed, int... order) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(sealed, 0, RECOVERY_HEADER);
    for (int chunk : order) {
      out.write(sealed, RECOVERY_HEADER + chunk * SEALED_CHUNK, SEALED_CHUNK);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / CHUNK);
    }
    return bytes;
  }
}
