package dev.sealward.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ATTACK-04")
class QrPictureTest {
  private static final String TEXT =
      "otpauth://totp/Sealward:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
          + "&issuer=Sealward&algorithm=SHA1&digits=6&period=30";
  private static final int SCALE = 4;

  @Test
  void anotherReaderReadsWhatWasDrawn() throws ReaderException {
    QrPicture picture = QrPicture.of(TEXT.getBytes(US_ASCII));
    assertThat(new QRCodeReader().decode(seen(picture)).getText()).isEqualTo(TEXT);
  }

  @Test
  void isOneOutlineAndPrintsNothing() {
    QrPicture picture = QrPicture.of(TEXT.getBytes(US_ASCII));
    assertThat(picture.path()).matches("(M\\d+ \\d+h\\d+v1h-\\d+z)+");
    assertThat(picture).hasToString("QrPicture[hidden]");
  }

  /** The path as a camera sees it. */
  private static BinaryBitmap seen(QrPicture picture) {
    int side = picture.size() * SCALE;
    int[] pixels = new int[side * side];
    Arrays.fill(pixels, 0xffffff);
    Matcher run = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1").matcher(picture.path());
    while (run.find()) {
      int x = Integer.parseInt(run.group(1)) * SCALE;
      int y = Integer.parseInt(run.group(2)) * SCALE;
      int length = Integer.parseInt(run.group(3)) * SCALE;
      for (int line = y; line < y + SCALE; line++) {
        Arrays.fill(pixels, line * side + x, line * side + x + length, 0);
      }
    }
    return new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(side, side, pixels)));
  }
}
