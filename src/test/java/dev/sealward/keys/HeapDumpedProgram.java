package dev.sealward.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sealward.crypto.BackupOpener;
import dev.sealward.crypto.BackupRecipient;
import dev.sealward.crypto.Binding;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.KeyCheck;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.crypto.ScopeKey;
import dev.sealward.crypto.ScryptParameters;
import dev.sealward.crypto.SealedOutput;
import dev.sealward.crypto.SealedStream;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.RedactionStream;
import dev.sealward.redaction.Redactor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Seals, opens and masks with {@link KnownBytes}, closes some of it and keeps hold of all of it,
 * then dumps its heap; {@link HeapDumpTest} starts it in a process of its own and reads the dump.
 */
final class HeapDumpedProgram {
  static final int VALUES = 20;
  static final int STREAM_BYTES = 200_000;
  static final Scope SCOPE =
      new Scope(TenantId.of("t"), WorkspaceId.of("w"), Environment.PRODUCTION, ProviderId.of("p"));
  static final ScryptParameters COST = new ScryptParameters(1 << 14, 8, 1, new byte[16]);

  private static final Binding BINDING = Binding.of("test", new byte[] {1}, 1);

  // What is closed stays reachable: it must hold nothing any more.
  private final List<Object> kept = new ArrayList<>();

  private HeapDumpedProgram() {}

  public static void main(String[] args) throws IOException, JMException {
    HeapDumpedProgram program = new HeapDumpedProgram();
    program.envelopes("closed", true);
    program.envelopes("open", false);
    program.recovery("closed", true);
    program.recovery("open", false);
    program.stream();
    program.redaction();
    ManagementFactory.getPlatformMBeanServer()
        // By name, since the bean's class is not in every JDK.
        .invoke(
            new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
            "dumpHeap",
            new Object[] {args[0], Boolean.parseBoolean(args[1])},
            new String[] {"java.lang.String", "boolean"});
    System.out.println("kept " + program.kept.size());
  }

  private void envelopes(String label, boolean close) {
    byte[] master = KnownBytes.draw(label + " master", 0, 32);
    MasterKeys masters = MasterKeys.of(1, master);
    kept.add(masters);
    kept.add(KeyCheck.of(master));
    KnownBytes random = new KnownBytes(label + " envelopes");
    ScopeKeys scopeKeys = new ScopeKeys(4);
    ScopeKey key = scopeKeys.get(masters, 1, SCOPE, Purpose.SECRET_VALUE);
    kept.addAll(List.of(scopeKeys, key));
    for (int i = 0; i < VALUES; i++) {
      byte[] plaintext = KnownBytes.draw(label + " value", i, 64);
      SecretValue value = SecretValue.copyOf(plaintext);
      Arrays.fill(plaintext, (byte) 0);
      byte[] envelope = Envelope.seal(value, BINDING, key, random);
      SecretValue opened = Envelope.open(envelope, BINDING, version -> key);
      kept.addAll(List.of(value, envelope, opened));
      if (close) {
        value.close();
        opened.close();
      }
      envelope[envelope.length - 1] ^= 1;
      try {
        kept.add(Envelope.open(envelope, BINDING, version -> key));
      } catch (UnopenableException altered) {
        kept.add(altered);
      }
    }
    if (close) {
      key.close();
      scopeKeys.clear();
      masters.closeBut(null);
    }
  }

  private void recovery(String label, boolean close) {
    KnownBytes random = new KnownBytes(label + " recovery");
    RecoveryKey key = RecoveryKey.random(random);
    char[] text = key.text();
    RecoveryKey typed = RecoveryKey.parse(text);
    Arrays.fill(text, '\0');
    byte[] plaintext = KnownBytes.draw(label + " recovered", 0, 64);
    byte[] sealed = key.publicKey().seal(plaintext, BINDING, random);
    Arrays.fill(plaintext, (byte) 0);
    SecretValue opened = typed.open(sealed, BINDING);
    kept.addAll(List.of(key, typed, text, sealed, opened));
    if (close) {
      opened.close();
      key.close();
      typed.close();
    }
  }

  private void stream() throws IOException {
    char[] passphrase = passphrase();
    byte[] plaintext = KnownBytes.draw("stream plaintext", 0, STREAM_BYTES);
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    KnownBytes random = new KnownBytes("stream");
    BackupRecipient to = new BackupRecipient.Passphrase(passphrase, COST);
    SealedOutput writer = SealedStream.writer(sealed, List.of(to), random);
    writer.write(plaintext);
    writer.finish();
    BackupOpener with = new BackupOpener.Passphrase(passphrase);
    InputStream reader = SealedStream.reader(new ByteArrayInputStream(sealed.toByteArray()), with);
    Arrays.fill(plaintext, (byte) 0);
    reader.readNBytes(plaintext, 0, plaintext.length);
    reader.close();
    Arrays.fill(plaintext, (byte) 0);
    Arrays.fill(passphrase, '\0');
    kept.addAll(List.of(writer, reader, to, with, sealed.toByteArray()));
  }

  /**
   * Masks a value in a text and keeps all but the value, the text and the stream it went through.
   */
  private void redaction() throws IOException {
    byte[] value = knownValue();
    Redactor redactor = Redactor.of(KnownBytes.draw("redactor", 0, 32));
    MaskOutcome.Maskable known = (MaskOutcome.Maskable) redactor.compile("api_key", value);
    redactor.register(List.of(known.mask()));
    byte[] text = new byte[value.length + 2];
    Arrays.fill(text, (byte) ' ');
    System.arraycopy(value, 0, text, 1, value.length);
    text[text.length - 1] = '\n';
    ByteArrayOutputStream masked = new ByteArrayOutputStream();
    RedactionStream stream = redactor.stream(masked::write);
    for (int i = 0; i < VALUES; i++) {
      stream.accept("a line\n".getBytes(US_ASCII));
      stream.accept(text);
    }
    stream.finish();
    if (!masked.toString(US_ASCII).contains("[masked:api_key:")) {
      throw new IllegalStateException("nothing was masked");
    }
    Arrays.fill(text, (byte) 0);
    Arrays.fill(value, (byte) 0);
    kept.addAll(List.of(redactor, known, masked.toByteArray()));
  }

  static byte[] knownValue() {
    return new String(hex("known value", 24)).getBytes(US_ASCII);
  }

  static char[] passphrase() {
    return hex("passphrase", 16);
  }

  private static char[] hex(String label, int length) {
    byte[] bytes = KnownBytes.draw(label, 0, length);
    char[] hex = new char[2 * bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      hex[2 * i] = HexFormat.of().toHighHexDigit(bytes[i]);
      hex[2 * i + 1] = HexFormat.of().toLowHexDigit(bytes[i]);
    }
    Arrays.fill(bytes, (byte) 0);
    return hex;
  }
}
