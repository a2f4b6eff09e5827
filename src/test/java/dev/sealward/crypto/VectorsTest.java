package dev.sealward.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.crypto.UnopenableException.Reason;
import dev.sealward.crypto.Vectors.Case;
import dev.sealward.kernel.SecretValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of every file in src/test/resources/vectors but the scope keys', which keys runs. */
class VectorsTest {
  private static final ScryptParameters STREAM_COST =
      new ScryptParameters(
          1 << 14, 8, 1, HexFormat.of().parseHex("808182838485868788898a8b8c8d8e8f"));

  @Test
  @Tag("FR-028-001")
  void everyFileIsRun() throws IOException {
    assertThat(Vectors.files())
        .isEqualTo(
            Set.of(
                "aes-256-gcm.txt",
                "hkdf-sha-256.txt",
                "scrypt.txt",
                "x25519.txt",
                "binding.txt",
                "envelope.txt",
                "key-check.txt",
                "scope-key.txt",
                "recovery-key-text.txt",
                "recovery-seal.txt",
                "backup-stream.txt"));
  }

  static List<Case> gcm() {
    return Vectors.of("aes-256-gcm.txt");
  }

  @ParameterizedTest
  @MethodSource("gcm")
  @Tag("FR-028-001")
  void aesGcmIsNists(Case vector) {
    byte[] sealed =
        HexFormat.of().parseHex(vector.text("iv") + vector.text("ciphertext") + vector.text("tag"));
    try (RawKey key = RawKey.aes256(vector.bytes("key"));
        Gcm gcm = new Gcm()) {
      if (vector.has("expect")) {
        assertThat(vector.text("expect")).isEqualTo("FAIL");
        assertUnopenable(
            Reason.TAMPERED_OR_WRONG_KEY, () -> gcm.openAnyAad(key, sealed, vector.bytes("aad")));
      } else {
        byte[] plaintext = vector.bytes("plaintext");
        byte[] aad = vector.bytes("aad");
        assertThat(gcm.sealWithNonce(key, vector.bytes("iv"), plaintext, aad)).isEqualTo(sealed);
        assertThat(gcm.openAnyAad(key, sealed, aad)).isEqualTo(plaintext);
      }
    }
  }

  static List<Case> hkdf() {
    return Vectors.of("hkdf-sha-256.txt");
  }

  @ParameterizedTest
  @MethodSource("hkdf")
  @Tag("FR-028-001c")
  void hkdfIsTheRfcs(Case vector) {
    byte[] ikm = vector.bytes("ikm");
    byte[] salt = vector.bytes("salt");
    byte[] info = vector.bytes("info");
    assertThat(Hkdf.extract(salt, ikm)).isEqualTo(vector.bytes("prk"));
    assertThat(Hkdf.expand(vector.bytes("prk"), info, vector.number("length")))
        .isEqualTo(vector.bytes("okm"));
    assertThat(Hkdf.derive(ikm, salt, info, vector.number("length")))
        .isEqualTo(vector.bytes("okm"));
  }

  static List<Case> scrypt() {
    return Vectors.of("scrypt.txt");
  }

  @ParameterizedTest
  @MethodSource("scrypt")
  @Tag("HOME-03")
  void scryptIsTheRfcs(Case vector) {
    byte[] key = vector.bytes("key");
    assertThat(
            Scrypt.derive(
                vector.text("passphrase").getBytes(US_ASCII),
                vector.text("salt").getBytes(US_ASCII),
                vector.number("n"),
                vector.number("r"),
                vector.number("p"),
                key.length))
        .isEqualTo(key);
  }

  static List<Case> x25519() {
    return Vectors.of("x25519.txt");
  }

  @ParameterizedTest
  @MethodSource("x25519")
  @Tag("VAULT-10")
  void x25519IsTheRfcs(Case vector) {
    byte[] scalar = vector.bytes("scalar");
    byte[] u = vector.bytes("u");
    for (int i = 0; i < vector.number("rounds"); i++) {
      byte[] result = new byte[32];
      assertThat(X25519.calculateAgreement(scalar, 0, u, 0, result, 0)).isTrue();
      u = scalar;
      scalar = result;
    }
    assertThat(scalar).isEqualTo(vector.bytes("result"));
  }

  static List<Case> binding() {
    return Vectors.of("binding.txt");
  }

  @ParameterizedTest
  @MethodSource("binding")
  @Tag("FOUND-04")
  void bindingsHaveTheirBytes(Case vector) {
    Binding binding = binding(vector);
    assertThat(binding.valueAad(1)).isEqualTo(vector.bytes("value-aad"));
    assertThat(binding.wrapAad(1, vector.number("key-version")))
        .isEqualTo(vector.bytes("wrap-aad"));
    assertThat(binding.recoveryAad(1)).isEqualTo(vector.bytes("recovery-aad"));
  }

  static List<Case> envelope() {
    return Vectors.of("envelope.txt");
  }

  @ParameterizedTest
  @MethodSource("envelope")
  @Tag("FR-028-001")
  @Tag("FOUND-04")
  void envelopesOpenOrSayWhyNot(Case vector) {
    Map<Integer, ScopeKey> keys = keys(vector);
    Binding binding = binding(vector);
    byte[] envelope = vector.bytes("envelope");
    if (!vector.text("expect").equals("opens")) {
      assertUnopenable(reason(vector), () -> Envelope.open(envelope, binding, keys::get));
      return;
    }
    byte[] plaintext = vector.bytes("value");
    try (SecretValue value = Envelope.open(envelope, binding, keys::get)) {
      assertThat(value.matches(plaintext)).isTrue();
    }
    ScopeKey key = keys.get(Envelope.keyVersion(envelope));
    if (vector.has("rewrapped-from")) {
      byte[] from = vector.bytes("rewrapped-from");
      ScopeKey old = keys.get(Envelope.keyVersion(from));
      assertThat(Envelope.rewrap(from, binding, old, key, new CountingRandom()))
          .isEqualTo(envelope);
    } else if (vector.has("random")) {
      assertThat(Envelope.seal(plaintext, binding, key, new CountingRandom())).isEqualTo(envelope);
    }
  }

  static List<Case> keyCheck() {
    return Vectors.of("key-check.txt");
  }

  @ParameterizedTest
  @MethodSource("keyCheck")
  @Tag("FR-028-001c")
  void keyChecksAcceptTheirKeyOnly(Case vector) {
    byte[] key = vector.bytes("master-key");
    boolean accepts = vector.text("expect").equals("accepts");
    assertThat(KeyCheck.stored(vector.bytes("check")).accepts(key)).isEqualTo(accepts);
    if (accepts) {
      assertThat(KeyCheck.of(key).bytes()).isEqualTo(vector.bytes("check"));
    }
  }

  static List<Case> recoveryKeyText() {
    return Vectors.of("recovery-key-text.txt");
  }

  @ParameterizedTest
  @MethodSource("recoveryKeyText")
  @Tag("VAULT-10")
  void typedRecoveryKeysAreReadOrSayWhyNot(Case vector) {
    char[] typed = vector.text("typed").toCharArray();
    if (vector.text("expect").equals("reads")) {
      try (RecoveryKey key = RecoveryKey.parse(typed)) {
        assertThat(key.publicKey().bytes()).isEqualTo(vector.bytes("public-key"));
      }
    } else {
      assertThatThrownBy(() -> RecoveryKey.parse(typed))
          .isInstanceOfSatisfying(
              MistypedRecoveryKeyException.class,
              e -> assertThat(e.reason()).hasToString(vector.text("expect")));
    }
  }

  static List<Case> recoverySeal() {
    return Vectors.of("recovery-seal.txt");
  }

  @ParameterizedTest
  @MethodSource("recoverySeal")
  @Tag("VAULT-10")
  void recoverySealsOpenOrSayWhyNot(Case vector) {
    Binding binding = binding(vector);
    byte[] sealed = vector.bytes("sealed");
    try (RecoveryKey key = RecoveryKey.parse(vector.text("recovery-key").toCharArray())) {
      if (!vector.text("expect").equals("opens")) {
        assertUnopenable(reason(vector), () -> key.open(sealed, binding));
        return;
      }
      byte[] plaintext = vector.bytes("value");
      try (SecretValue value = key.open(sealed, binding)) {
        assertThat(value.matches(plaintext)).isTrue();
      }
      assertThat(vector.text("random")).isEqualTo("counting");
      assertThat(key.publicKey().seal(plaintext, binding, new CountingRandom())).isEqualTo(sealed);
    }
  }

  static List<Case> backupStream() {
    return Vectors.of("backup-stream.txt");
  }

  @ParameterizedTest
  @MethodSource("backupStream")
  @Tag("VAULT-10")
  void backupStreamsOpenOrSayWhyNot(Case vector) throws Exception {
    BackupOpener opener = opener(vector);
    byte[] whole = vector.has("length") ? counted(vector) : vector.bytes("stream");
    byte[] stream = vector.has("chunks") ? inOrder(whole, vector) : whole;
    if (!vector.text("expect").equals("opens")) {
      assertUnopenable(reason(vector), () -> read(stream, opener));
      return;
    }
    byte[] plaintext =
        vector.has("length") ? plaintext(vector.number("length")) : vector.bytes("value");
    assertThat(read(stream, opener)).isEqualTo(plaintext);
    if (vector.has("recipients")) {
      assertThat(seal(plaintext, vector.text("recipients"))).isEqualTo(stream);
    }
  }

  private static byte[] counted(Case vector) throws Exception {
    byte[] whole = seal(plaintext(vector.number("length")), "recovery-key");
    assertThat(MessageDigest.getInstance("SHA-256").digest(whole))
        .isEqualTo(vector.bytes("stream-sha-256"));
    return whole;
  }

  private static byte[] inOrder(byte[] whole, Case vector) {
    int header = 13 + 1 + 93;
    List<byte[]> chunks = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(whole, header, whole.length - header);
    while (rest.hasRemaining()) {
      byte[] chunk = new byte[1 + 4 + rest.getInt(rest.position() + 1) + 16];
      rest.get(chunk);
      chunks.add(chunk);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, header);
    for (String number : vector.text("chunks").split(" ")) {
      out.writeBytes(number.isEmpty() ? new byte[0] : chunks.get(Integer.parseInt(number)));
    }
    return out.toByteArray();
  }

  private static byte[] plaintext(int length) {
    byte[] plaintext = new byte[length];
    for (int i = 0; i < length; i++) {
      plaintext[i] = (byte) (i % 251);
    }
    return plaintext;
  }

  private static byte[] seal(byte[] plaintext, String recipients) throws IOException {
    byte[] scalar = new byte[32];
    for (int i = 0; i < scalar.length; i++) {
      scalar[i] = (byte) (0x40 + i);
    }
    List<BackupRecipient> to = new ArrayList<>();
    for (String recipient : recipients.split(", ")) {
      to.add(
          recipient.equals("passphrase")
              ? new BackupRecipient.Passphrase("correct horse battery".toCharArray(), STREAM_COST)
              : new BackupRecipient.Recovery(RecoveryPublicKey.ofScalar(scalar)));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SealedOutput writer = SealedStream.writer(out, to, new CountingRandom())) {
      writer.write(plaintext);
      writer.finish();
    }
    return out.toByteArray();
  }

  private static byte[] read(byte[] stream, BackupOpener opener) throws IOException {
    try (InputStream in = SealedStream.reader(new ByteArrayInputStream(stream), opener)) {
      return in.readAllBytes();
    }
  }

  private static BackupOpener opener(Case vector) {
    String[] words = vector.text("opener").split(" ", 2);
    char[] text = words[1].toCharArray();
    return words[0].equals("passphrase")
        ? new BackupOpener.Passphrase(text)
        : new BackupOpener.Recovery(RecoveryKey.parse(text));
  }

  private static Binding binding(Case vector) {
    return Binding.of(
        vector.text("purpose"),
        vector.bytes("row"),
        vector.number("version"),
        vector.parts("scope"));
  }

  private static Map<Integer, ScopeKey> keys(Case vector) {
    Map<Integer, ScopeKey> keys = new HashMap<>();
    for (String key : vector.text("keys").split(", ")) {
      String[] words = key.split(" ");
      int version = Integer.parseInt(words[0]);
      keys.put(version, ScopeKey.of(version, HexFormat.of().parseHex(words[1])));
    }
    return keys;
  }

  private static Reason reason(Case vector) {
    return Reason.valueOf(vector.text("expect"));
  }

  private interface Opening {
    void open() throws IOException;
  }

  private static void assertUnopenable(Reason reason, Opening opening) {
    assertThatThrownBy(opening::open)
        .isInstanceOfSatisfying(
            UnopenableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
