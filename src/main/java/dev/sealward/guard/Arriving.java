package dev.sealward.guard;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that are handed on only after something was done that comes after their arrival. */
final class Arriving extends FilterInputStream {
  private final Runnable first;

  Arriving(InputStream in, Runnable first) {
    super(in);
    this.first = first;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    if (b >= 0) {
      first.run();
    }
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read > 0) {
      first.run();
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
