package dev.sealward.access;

import dev.sealward.kernel.SecretValue;
import java.util.List;

/**
 * A person's recovery codes at the one moment they can be seen. The receiver closes them.
 *
 * @param codes each in ASCII, four groups of four characters
 */
public record RecoveryCodes(List<SecretValue> codes) implements AutoCloseable {
  public RecoveryCodes {
    codes = List.copyOf(codes);
  }

  @Override
  public void close() {
    codes.forEach(SecretValue::close);
  }

  @Override
  public String toString() {
    return "RecoveryCodes[hidden]";
  }
}
