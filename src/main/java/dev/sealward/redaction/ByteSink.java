package dev.sealward.redaction;

import java.io.IOException;

/** Where masked bytes go; {@code OutputStream::write} fits. */
@FunctionalInterface
public interface ByteSink {
  /** Takes the bytes before it returns; the array belongs to the caller and is used again. */
  void write(byte[] bytes, int from, int length) throws IOException;
}
