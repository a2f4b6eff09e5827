package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.knowing;
import static dev.sealward.redaction.Samples.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.junit.jupiter.api.Tag;

/** Ten seconds of whatever a fuzzer comes up with, at every build. */
@Tag("ST-SEC-004")
class RedactorFuzz {
  private static final String VALUE = "it's \"qu0ted\" \\n%41";
  private static final Redactor REDACTOR = knowing(VALUE, "kn0wn-value", "ab1\ncd2\nef3");
  private static final byte[] FORM = bytes(Printed.json(VALUE));

  @FuzzTest(maxDuration = "10s")
  void cutsChangeNothingAndNothingLeaks(byte[] data) {
    byte[] text = new byte[data.length + FORM.length + 2];
    int middle = data.length / 2;
    System.arraycopy(data, 0, text, 0, middle);
    text[middle] = ' ';
    System.arraycopy(FORM, 0, text, middle + 1, FORM.length);
    text[middle + 1 + FORM.length] = ' ';
    System.arraycopy(data, middle, text, middle + 2 + FORM.length, data.length - middle);
    byte[] whole = stream(REDACTOR, text, 0, new Random(1));
    assertThat(stream(REDACTOR, text, 1, new Random(1))).isEqualTo(whole);
    assertThat(stream(REDACTOR, text, 7, new Random(2))).isEqualTo(whole);
    assertThat(indexOf(whole, FORM)).isNegative();
    assertThat(indexOf(whole, bytes("kn0wn-value"))).isNegative();
    assertThat(lineBreaks(whole)).isEqualTo(lineBreaks(text));
  }

  private static int lineBreaks(byte[] text) {
    int count = 0;
    for (byte b : text) {
      count += b == '\n' ? 1 : 0;
    }
    return count;
  }

  private static int indexOf(byte[] text, byte[] wanted) {
    for (int at = 0; at + wanted.length <= text.length; at++) {
      if (Bytes.startsWith(text, at, text.length, wanted)) {
        return at;
      }
    }
    return -1;
  }
}
