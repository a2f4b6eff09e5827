package dev.sealward.run.content;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Lets what writes an archive be closed, so that it gives its memory back, and stays open. The end
 * that an archive gets as it is closed is dropped when what it holds is not whole.
 */
final class Kept extends FilterOutputStream {
  private boolean cut;

  /** What an archive is written by. */
  interface Work {
    void run() throws IOException;
  }

  Kept(OutputStream out) {
    super(out);
  }

  void cutUnless(Work done) throws IOException {
    boolean whole = false;
    try {
      done.run();
      whole = true;
    } finally {
      cut = !whole;
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (!cut) {
      out.write(bytes, from, length);
    }
  }

  @Override
  public void close() {
    // What it writes to goes on.
  }
}
