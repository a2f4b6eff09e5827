package dev.sealward.web;

import io.nayuki.qrcodegen.QrCode;
import io.nayuki.qrcodegen.QrSegment;
import java.util.List;

/**
 * A QR code as the outline of its dark modules, to be drawn by an inline SVG: {@code <path d="…"/>}
 * in a square of {@link #size} units, four of them quiet on each side.
 *
 * @param size the side in modules, quiet ones counted
 * @param path a rectangle for each run of dark modules
 */
record QrPicture(int size, String path) {
  private static final int QUIET = 4;

  /** Draws bytes, such as an address in ASCII; at most some 2,300 of them. */
  static QrPicture of(byte[] text) {
    QrCode code = QrCode.encodeSegments(List.of(QrSegment.makeBytes(text)), QrCode.Ecc.MEDIUM);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      int x = 0;
      while (x < code.size) {
        int from = x;
        while (x < code.size && code.getModule(x, y)) {
          x++;
        }
        if (x > from) {
          path.append('M').append(from + QUIET).append(' ').append(y + QUIET);
          path.append('h').append(x - from).append("v1h-").append(x - from).append('z');
        } else {
          x++;
        }
      }
    }
    return new QrPicture(code.size + 2 * QUIET, path.toString());
  }

  @Override
  public String toString() {
    return "QrPicture[hidden]";
  }
}
